"""Polderlink's demo pages, on which the chat widget is shown."""
