"""imnm-bot: reference cards about immune-mediated necrotizing myopathy, for Discord."""
