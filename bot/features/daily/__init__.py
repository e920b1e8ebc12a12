"""The question of the day of a server."""
