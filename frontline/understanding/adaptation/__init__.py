"""Tuning E5 to our own messages: rarely done, by hand, with TensorFlow."""
