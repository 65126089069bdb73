"""Files that customers send: known by what they contain, kept apart, never opened, removed in time."""
