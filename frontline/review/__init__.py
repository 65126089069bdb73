"""Real messages that the assistant was unsure about, kept for trainers to learn from."""
