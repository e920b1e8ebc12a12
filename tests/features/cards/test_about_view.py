"""Where the deck comes from."""

from bot.features.cards.browse_view import draw_about
from tests.decks import small_deck


def test_about_tells_where_the_deck_comes_from_and_marks_what_was_no_evidence():
    page = draw_about(small_deck()).embeds[0]
    said = str(page.to_dict())
    for part in ("An article was the start.", "No clinician has signed.", "CC BY 4.0."):
        assert part in said
    assert "• [A video](<https://example.org/v>) (not evidence)" in said
    assert page.footer.text.splitlines()[1].startswith("Version 0.1.0, 23 Nov 2026 · ")
