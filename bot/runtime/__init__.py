"""The process: the client, its commands registered, its health and its log."""
