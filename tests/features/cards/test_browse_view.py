"""Groups of cards, and the results of a search."""

from bot.deck.model import Level
from bot.deck.search.index import Hit
from bot.features.cards.browse_view import draw_group, draw_hits, draw_nothing_found
from bot.ui.message import limit_violations
from tests.decks import small_deck


def test_a_group_lists_its_cards_and_leads_to_them_and_to_the_other_groups():
    deck = small_deck()
    message = draw_group(deck, deck.groups["basics"], Level.PLAIN)
    assert "**About ck**\nWhat ck is" in message.embeds[0].description
    (cards,), (groups,) = message.rows
    assert [option.value for option in cards.options] == ["ck", "weakness"]
    assert [option.value for option in groups.options] == ["basics", "comparing"]


def test_results_show_why_they_matched_and_open_at_the_level_that_did():
    deck = small_deck()
    hits = (
        Hit("ck", "card", "About ck", "CK is high.", Level.CLINICAL),
        Hit("five", "comparison", "Four side by side", "Skin", Level.PLAIN),
        Hit("muscle", "term", "Muscle", "What moves you", Level.PLAIN),
    )
    message = draw_hits(deck, "**ck**", hits)
    assert [(field.name, field.value) for field in message.embeds[0].fields] == [
        ("1. About ck", "CK is high."),
        ("2. Four side by side", "Skin"),
        ("3. Muscle", "What moves you"),
    ]
    assert [button.custom_id for button in message.controls] == [
        "c1:ck:clinical",
        "c1:five:plain",
        "d1:muscle",
    ]
    assert "“ck”" in message.embeds[0].description
    assert limit_violations(message) == ()


def test_nothing_found_says_so_and_offers_all_cards():
    message = draw_nothing_found(small_deck(), "xyzzy")
    assert message.content.startswith("I found nothing for “xyzzy”.")
    assert [option.value for option in message.rows[0][0].options] == ["basics", "comparing"]
