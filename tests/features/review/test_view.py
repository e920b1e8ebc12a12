"""Practice as people see it."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.deck.model import Level
from bot.features.review.view import draw_end, draw_nothing, draw_question, draw_result
from bot.learning.practice import Practice, PracticeScope
from bot.learning.questions import Item, item_bank_of
from bot.learning.repetition import Grade
from bot.ui.limits import limit_violations
from tests.decks import small_deck
from tests.libraries import real_library

DECK = small_deck()
PRACTICE = Practice(datetime(2026, 11, 23, 12, tzinfo=UTC), 30, PracticeScope.DUE, "x" * 32)
ITEM = Item(
    id="five.onset.imnm.which-with-a-very-long-name-indeed-that-is-the-longest",
    card="weakness", topics=frozenset({"weakness"}), difficulty="easy", audience="both",
    text="What? " * 50, options=("r" * 120, "w" * 120, "o" * 120, "u" * 120),
    explanation="e" * 600, sources=("S01", "S02", "S03", "S99"), theme="t",
    why_not=("not w " * 50, "not o " * 50, "not u " * 50),
)  # fmt: skip


def result(chosen: int, grade: Grade, days: int | None = 1):
    return draw_result(
        DECK, PRACTICE, ITEM, chosen=chosen, grade=grade, recall_id=10**18 - 1, days=days
    )


def said(message) -> str:
    return message.embeds[0].description


def labels(message) -> list[str]:
    return [control.label for control in message.controls]


def test_each_option_is_text_and_a_button_of_its_own():
    shown = draw_question(DECK, PRACTICE, ITEM, place=2, total=5)
    assert shown.embeds[0].title.endswith("Question 2 of 5")
    assert [len(row) for row in shown.rows] == [1, 1, 1, 1]
    assert [label[:4] for label in labels(shown)] == ["A · ", "B · ", "C · ", "D · "]
    for option in ITEM.options:
        assert option in said(shown)
    assert limit_violations(shown) == ()


def test_a_wrong_answer_shows_both_and_is_no_reproach():
    shown = result(2, Grade.AGAIN)
    assert shown.embeds[0].title.endswith("Not this time")
    assert re.search(r"✅ \*\*[A-D]\.\*\* r+ \(right answer\)", said(shown))
    assert re.search(r"\*\*[A-D]\.\*\* o+ \(your answer\)", said(shown))
    assert re.search(r"\*\*Why:\*\* e+(\n\*\*Why not [A-D]:\*\* (not [wou] ?)+){3}\n", said(shown))
    assert "**It comes back tomorrow.**" in said(shown)
    assert labels(shown) == ["Next", "Show card", "Report this question"]
    assert limit_violations(shown) == ()


def test_a_right_answer_can_be_rated_and_says_what_it_was_rated():
    assert labels(result(0, Grade.GOOD))[:3] == ["Next", "Hard", "Easy"]
    assert said(result(0, Grade.GOOD)).count("Why not") == 3
    easy = result(0, Grade.EASY, days=8)
    assert labels(easy)[:3] == ["Next", "Hard", "Easy ✓"]
    assert "**Rated easy: it comes back in 8 days.**" in said(easy)
    assert limit_violations(easy) == ()


def test_sources_are_linked_and_those_the_deck_lost_are_left_out():
    assert "Sources: [" in said(result(0, Grade.GOOD))
    assert "(<https://example.org/3>)" in said(result(0, Grade.GOOD))


@pytest.mark.parametrize(
    ("right", "waits", "soonest", "title", "words"),
    [
        (3, [1, 1], 1, "3 of 5 right", "These two come back tomorrow."),
        (4, [1], 1, "4 of 5 right", "This one comes back tomorrow."),
        (0, [1, 3, 3], 1, "0 of 3 right", "These three come back, the first tomorrow."),
        (0, [1] * 12, 1, "0 of 12 right", "These 12 come back tomorrow."),
        (
            5,
            [],
            2,
            "5 of 5 right",
            "Everything was right. The next question comes back in 2 days.",
        ),
        (5, [], 0, "5 of 5 right", "Everything was right. More is due now, whenever you like."),
        (1, [], None, "1 of 1 right", "Everything was right."),
    ],
)
def test_the_end_counts_and_says_when_they_come_back(right, waits, soonest, title, words):
    of = right + len(waits)
    shown = draw_end(DECK, PRACTICE, right=right, of=of, waits=waits, soonest=soonest)
    assert shown.embeds[0].title.endswith(f" {title}")
    assert said(shown) == words
    assert limit_violations(shown) == ()


@pytest.mark.parametrize("scope", list(PracticeScope))
def test_nothing_to_ask_is_good_news_with_a_way_on(scope):
    practice = Practice(PRACTICE.began, 5, scope, "17")
    shown = draw_nothing(DECK, practice, new_today=10, soonest=1)
    assert "comes back tomorrow" in said(shown)
    assert ("10 new questions today" in said(shown)) is (scope is PracticeScope.DUE)
    assert limit_violations(shown) == ()


def test_what_is_set_aside_is_told_another_way_with_its_card_and_a_way_back():
    shown = result(2, Grade.AGAIN, None)
    card = DECK.cards[ITEM.card]
    assert f"**Said another way:**\n• {card.lead.at(Level.PLAIN)}" in said(shown)
    assert "it is set aside and does not come back on its own" in said(shown)
    assert f"Read its card, **{card.title}**" in said(shown)
    assert labels(shown) == ["Next", "Show card", "Ask me again", "Report this question"]
    assert limit_violations(shown) == ()


def test_every_question_of_the_deck_that_is_set_aside_is_told_in_other_words():
    deck = real_library().deck
    for item in item_bank_of(deck).items.values():
        shown = draw_result(
            deck, PRACTICE, item, chosen=1, grade=Grade.AGAIN, recall_id=1, days=None
        )
        _, another_way = said(shown).split("**Said another way:**\n")
        lines = another_way.partition("\n\n")[0].split("\n")
        assert not [each for each in lines if each == f"• {item.explanation}"], item.id
        (show,) = [each for each in shown.controls if each.label == "Show card"]
        assert show.custom_id.removeprefix("vc1:") in deck.cards, item.id
        assert limit_violations(shown) == (), item.id


def test_a_question_whose_card_is_gone_is_set_aside_all_the_same():
    gone = replace(ITEM, card="gone")
    shown = draw_result(DECK, PRACTICE, gone, chosen=1, grade=Grade.AGAIN, recall_id=1, days=None)
    assert "another way" not in said(shown)
    assert "Press **Ask me again** whenever you like." in said(shown)


@pytest.mark.parametrize("set_aside", [1, 2, 0])
def test_the_end_counts_what_is_set_aside(set_aside):
    nothing = draw_nothing(DECK, PRACTICE, new_today=0, soonest=1, set_aside=set_aside)
    end = draw_end(DECK, PRACTICE, right=0, of=1, waits=[], soonest=1, set_aside=set_aside)
    for shown in (nothing, end):
        assert (f"{set_aside} question" in said(shown)) is (set_aside > 0)
        assert ("set aside" in said(shown)) is (set_aside > 0)
        assert (f"Ask again what was set aside ({set_aside})" in labels(shown)) is (set_aside > 0)
        assert limit_violations(shown) == ()
