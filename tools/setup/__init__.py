"""Brings a fresh machine to a running front line, step by step; each step is skipped when nothing changed.

Only the standard library of Python 3.8 is used here: this code runs before anything is installed.
"""
