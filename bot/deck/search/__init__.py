"""From typed words to cards, comparisons and terms, and to signs of an emergency."""
