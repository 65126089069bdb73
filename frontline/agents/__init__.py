"""The people at the desk: who they are, what they can do, and how they sign in."""
