"""Pinned cards that are kept up to date with the deck."""
