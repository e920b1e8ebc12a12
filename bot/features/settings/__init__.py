"""The settings of a person and of a server, and how they are shown and changed."""
