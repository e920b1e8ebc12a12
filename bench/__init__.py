"""`make bench`: how fast the bot is beside the least that discord.py can do."""
