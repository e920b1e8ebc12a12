"""Boards and numbers as people see them."""

import pytest

from bot.features.scores.leaderboard_view import (
    LeaderboardPage,
    LeaderboardRow,
    OwnPlace,
    draw_leaderboard,
    name_period,
)
from bot.features.scores.views import Hard, Mine, Tried, draw_insights, draw_mine
from bot.ui.embeds import draw_bar, draw_days
from bot.ui.limits import over_limits
from tests.decks import small_deck

DECK = small_deck()
NOW = ("2026-W48", "2026-11", "all")


def board(**changes) -> LeaderboardPage:
    parts = {
        "topic": "everything", "topic_name": "Everything", "period": "2026-W48", "periods": NOW,
        "page": 2, "pages": 3, "people": 25,
        "lines": tuple(LeaderboardRow(n, "N" * 40, 10**9, 10**6, 10**6, 1.0) for n in range(10)),
    }  # fmt: skip
    return LeaderboardPage(**parts | changes)


def tried(name: str, answered: int, right: int) -> Tried:
    return Tried(name, answered, right, right / answered if answered >= 5 else None)


def mine(**changes) -> Mine:
    parts = {
        "quizzes": tried("", 10, 7), "practice": tried("", 4, 4),
        "shelves": (tried("Basics", 14, 11), tried("Empty", 0, 0)),
        "cards": tuple(tried(f"Card {n}", 10, n) for n in range(10)),
        "days": (0, 1, 5) * 10, "due": 3, "soonest": 0,
    }  # fmt: skip
    return Mine(**parts | changes)


def texts(message) -> dict[str, str]:
    return {field.name: field.value for field in message.embeds[0].fields}


@pytest.mark.parametrize(
    ("part", "whole", "bar"),
    [(0, 0, "░" * 10), (0, 9, "░" * 10), (1, 900, "█" + "░" * 9), (899, 900, "█" * 9 + "░"),
     (5, 10, "█████░░░░░"), (3, 3, "█" * 10)],
)  # fmt: skip
def test_a_bar_is_full_only_when_all_is_right_and_empty_only_when_nothing_is(part, whole, bar):
    assert draw_bar(part, whole) == bar


def test_every_day_has_one_mark():
    assert draw_days((0, 1, 4, 5, 99)) == "·▄▄██"


@pytest.mark.parametrize(
    ("key", "name"),
    [("2026-W48", "This week"), ("2026-W07", "2026, week 7"), ("2026-11", "This month"),
     ("2025-02", "February 2025"), ("all", "All time")],
)  # fmt: skip
def test_a_time_is_named_as_people_say_it(key, name):
    assert name_period(key, NOW) == name


def test_the_own_line_stands_on_a_private_board_alone():
    own = OwnPlace(LeaderboardRow(7, "Quiet Heron", 1000, 1, 1, None), hidden=True)
    private = draw_leaderboard(DECK, board(), own, may_post=True)
    assert texts(private)["You"] == (
        "Place 7 · 1,000 points · 1 of 1 right. You are hidden: only you see this."
    )
    public = draw_leaderboard(DECK, board(), None, may_post=True)
    assert "You" not in texts(public)
    labels = [control.label for control in public.controls]
    assert labels == ["This month", "All time", "Back", "Next"]
    assert over_limits(private) == over_limits(public) == ()


def test_no_percent_of_too_few_answers():
    few = board(lines=(LeaderboardRow(1, "Quiet Heron", 4000, 4, 4, None),), page=1, pages=1)
    shown = draw_leaderboard(DECK, few, None, may_post=False).embeds[0].description
    assert shown == "**1. Quiet Heron**\n4,000 points · 4 of 4 right"


def test_every_page_of_a_board_has_distinct_buttons():
    for page in (1, 2, 3):
        for period in NOW:
            shown = draw_leaderboard(
                DECK, board(page=page, period=period), OwnPlace(None, hidden=False), may_post=True
            )
            assert over_limits(shown) == ()


def test_best_and_weakest_never_name_the_same_card():
    shown = texts(draw_mine(DECK, mine(), name=None, may_post=True))
    assert shown["Best known"].splitlines()[0] == "Card 9: 9 of 10 right (90%)"
    assert shown["Worth another look"].splitlines()[0] == "Card 0: 0 of 10 right (0%)"
    few = texts(draw_mine(DECK, mine(cards=(tried("Card", 9, 9),)), name=None, may_post=True))
    assert "Worth another look" not in few
    assert "Best known" not in texts(draw_mine(DECK, mine(cards=()), name=None, may_post=True))


def test_answers_about_cards_that_have_all_left_the_deck_are_still_counted():
    empty = draw_mine(DECK, mine(shelves=(tried("Basics", 0, 0),)), name=None, may_post=True)
    assert "By topic" not in texts(empty)
    assert over_limits(empty) == ()
    assert all(texts(empty).values())


def test_a_topic_that_is_mostly_wrong_is_not_called_known_for_want_of_others():
    cards = (tried("Tests", 10, 5), tried("Statins", 10, 1))
    shown = texts(draw_mine(DECK, mine(cards=cards), name=None, may_post=True))
    assert shown["Best known"] == "Tests: 5 of 10 right (50%)"
    assert shown["Worth another look"] == "Statins: 1 of 10 right (10%)"


def test_what_is_due_is_nobody_elses_business():
    assert texts(draw_mine(DECK, mine(), name=None, may_post=True))["Due for review"] == (
        "3 questions now."
    )
    posted = draw_mine(DECK, mine(), name="Quiet Heron", may_post=True)
    assert posted.embeds[0].title.endswith("Scores of Quiet Heron")
    assert "Due for review" not in texts(posted)
    assert not posted.rows


def test_somebody_new_is_welcomed_and_shown_no_empty_bars():
    none = tried("", 0, 0)
    shown = draw_mine(
        DECK, mine(quizzes=none, practice=none, due=0, soonest=None), name=None, may_post=True
    )
    assert "calm place to start" in shown.embeds[0].description
    assert list(texts(shown)) == ["Due for review"]


def test_insights_fit_however_long_the_questions_are():
    hard = Hard("**Q** " * 60, 99, 1000, 1, "r" * 300, "w" * 300, 500, -0.25)
    shown = draw_insights(
        DECK, [hard] * 5, [f"A card with a long title, number {n}" for n in range(49)]
    )
    assert over_limits(shown) == ()
    assert "Selectivity: -0.25" in shown.embeds[0].fields[0].value
    assert shown.embeds[0].fields[-1].value.endswith("and 34 more.")


def test_small_groups_get_no_numbers():
    shown = draw_insights(DECK, [], [])
    assert "no numbers of smaller groups" in shown.embeds[0].description
    assert texts(shown)["Cards that nobody opened in 30 days"] == "None: every card was read."
