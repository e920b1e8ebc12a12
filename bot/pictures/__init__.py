"""Pictures and printed pages, drawn by typst from the deck and from what was learnt."""
