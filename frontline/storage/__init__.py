"""One database for everything the front line keeps: tables, sessions and migrations."""
