"""The greeting in a server that has just added the bot."""
