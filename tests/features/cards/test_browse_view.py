"""Groups of cards, and the results of a search."""

import pytest

from bot.deck.info import OutOfScope
from bot.deck.model import Level
from bot.deck.search.index import Findings, Hit
from bot.errors import UnknownCard
from bot.features.cards.answer_view import draw_answers
from bot.features.cards.browse_view import (
    draw_group,
    draw_hits,
    draw_no_card,
    draw_posted_hits,
)
from bot.ui.limits import limit_violations
from tests.decks import card, small_deck


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


def test_every_list_of_cards_has_buttons_with_their_short_titles():
    long = card("ck", title="How high creatine kinase may rise, and why", short_title="CK")
    deck = small_deck(card("weakness"), long)
    hits = (Hit("ck", "card", long.title, "It rises.", Level.PLAIN),)
    offered = draw_answers(deck, 7, hits, Level.PLAIN, card_command="`/imnm card`")
    for message in (draw_hits(deck, "ck", hits), draw_posted_hits(deck, ["ck"]), offered):
        assert [button.label for button in message.controls] == ["1. CK"]


def test_what_no_card_answers_leads_to_what_is_near_and_to_the_doctors_questions():
    deck = small_deck()
    found = Findings(None, (), nearest="ck", question="What now?")
    message = draw_no_card(deck, "xyzzy", found, Level.PLAIN)
    assert message.content.startswith("I have no card on “xyzzy” yet.")
    assert "You could ask your doctor: **What now?**" in message.content
    (near,), (groups,) = message.rows
    assert [option.value for option in near.options] == ["ck", "weakness"]
    assert [option.value for option in groups.options] == ["basics", "comparing"]


def test_a_subject_that_no_card_will_answer_has_a_sentence_of_its_own():
    limit = OutOfScope(subject="costs", text="Ask your team.", said=("cost",))
    message = draw_no_card(small_deck(), "cost", Findings(None, (), limit), Level.PLAIN)
    assert message.content == "Ask your team."
    assert [option.value for option in message.rows[0][0].options] == ["basics", "comparing"]


def test_results_are_posted_without_what_was_typed():
    deck = small_deck()
    hits = (
        Hit("ck", "card", "About ck", "CK is high.", Level.CLINICAL),
        Hit("muscle", "term", "Muscle", "What moves you", Level.PLAIN),
        Hit("five", "comparison", "Four side by side", "Skin", Level.PLAIN),
    )
    message = draw_hits(deck, "is it my fault", hits, post=True)
    assert [button.custom_id for button in message.controls][-1] == "ph1:ck,five"
    posted = draw_posted_hits(deck, ["ck", "gone"])
    assert [button.custom_id for button in posted.controls] == ["c1:ck:plain"]
    assert "fault" not in str(posted.embeds[0].to_dict())
    with pytest.raises(UnknownCard):
        draw_posted_hits(deck, ["gone"])
