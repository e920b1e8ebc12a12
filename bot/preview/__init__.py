"""The bot in a local page: no token, no network."""
