"""Tuning E5 to our own messages: a step of the set-up, done once, with TensorFlow."""
