"""SQLite: the default, one file and one connection."""
