"""The deck: cards, sources, comparisons, words and questions. No discord, no SQL, no clock."""
