"""Pinned cards that follow the deck by themselves."""
