"""Lists of sources."""

from dataclasses import replace

from bot.deck.model import Basis, Section
from bot.features.cards.reference_view import draw_sources
from bot.ui.limits import limit_violations
from tests.decks import card, fact, small_deck, source


def test_what_maintainers_note_about_a_source_is_never_shown():
    deck = small_deck()
    said = str(draw_sources(deck, None, 1).embeds[0].to_dict())
    assert "for maintainers" not in said
    assert "abstract" not in said


def test_all_sources_are_paged_by_name_and_a_page_too_far_is_the_last():
    deck = small_deck()
    deck.sources = {each.id: each for each in map(source, range(10, 60))}
    first = draw_sources(deck, None, 1)
    assert first.embeds[0].footer.text == "Page 1 of 3 · 50 sources · Version 0.1.0"
    assert [button.custom_id for button in first.controls] == ["sp1:-:0", "sp1:-:2"]
    assert [button.disabled for button in first.controls] == [True, False]
    last = draw_sources(deck, None, 99)
    assert last.embeds[0].footer.text.startswith("Page 3 of 3")
    shown = [draw_sources(deck, None, page).embeds[0].description for page in (1, 2, 3)]
    assert sum(text.count("https://") for text in shown) == 50
    assert limit_violations(first) == limit_violations(last) == ()


def test_the_sources_of_one_card_hold_both_levels_once():
    deck = small_deck()
    page = draw_sources(deck, deck.card("weakness"), 1)
    assert page.embeds[0].description.count("https://") == 3
    assert not page.rows


def test_the_sources_of_one_card_end_with_the_facts_that_no_page_carries():
    bare = replace(fact("01-P1", "Rest."), basis=Basis.GENERAL)
    deck = small_deck(card("weakness", plain=(Section(title="First", facts=(bare,)),)))
    page = draw_sources(deck, deck.card("weakness"), 1).embeds[0]
    assert page.description.splitlines() == [
        "• [Author3 2020, J Test](<https://example.org/3>)",
        "",
        "† **Rests on general medical knowledge; no page is named for it.**",
        "• Rest.",
    ]
    assert page.footer.text.startswith("Page 1 of 1 · 1 source · ")
