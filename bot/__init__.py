"""imnm-bot: reference cards about immune-mediated necrotizing myopathy, for Discord."""

__version__ = "0.2.0"
