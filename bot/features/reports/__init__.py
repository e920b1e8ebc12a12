"""Reports that a card or a question is wrong."""
