"""Guides: decision graphs written by trainers, walked step by step with a customer."""
