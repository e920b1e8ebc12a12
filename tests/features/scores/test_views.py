"""The leaderboard and the scores as people see them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.features.scores.views import (
    LeaderboardPage,
    OwnEntry,
    draw_insights,
    draw_leaderboard,
    draw_scores,
    name_period,
)
from bot.store import (
    AnswerCount,
    Insight,
    LeaderboardEntry,
    LeaderboardSlice,
    PersonalScores,
)
from bot.ui.embeds import draw_bar, draw_days
from bot.ui.limits import limit_violations
from tests.decks import card, small_deck

DECK = small_deck(*(card(f"card-{n}", title=f"Card {n}") for n in range(10)))
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PERIODS = ("2026-W48", "2026-11", "all")
ENTRIES = tuple(LeaderboardEntry(n, n, 10**9, AnswerCount(10**6, 10**6)) for n in range(10))


def leaderboard(**changes) -> LeaderboardPage:
    parts = {
        "topic": "everything", "period": "2026-W48", "number": 2, "now": NOW,
        "entries": LeaderboardSlice(ENTRIES, 25), "names": dict.fromkeys(range(10), "N" * 40),
    }  # fmt: skip
    return LeaderboardPage(**parts | changes)


def scores(**changes) -> PersonalScores:
    parts = {
        "quizzes": AnswerCount(10, 7), "reviews": AnswerCount(4, 4),
        "cards": {f"card-{n}": AnswerCount(10, n) for n in range(10)}, "days": (0, 1, 5) * 10,
    }  # fmt: skip
    return PersonalScores(**parts | changes)


def draw(of: PersonalScores, due_in=(0, 0, 0, 2), name: str | None = None):
    return draw_scores(DECK, of, due_in, today=NOW.date(), name=name, may_post=True)


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
    assert name_period(key, PERIODS) == name


def test_the_own_entry_stands_on_a_private_page_alone():
    entry = LeaderboardEntry(7, 7, 1000, AnswerCount(1, 1))
    private = draw_leaderboard(DECK, leaderboard(), OwnEntry(entry, hidden=True), may_post=True)
    assert texts(private)["You"] == (
        "Place 7 · 1,000 points · 1 of 1 right. You are hidden: only you see this."
    )
    public = draw_leaderboard(DECK, leaderboard(), None, may_post=True)
    assert "You" not in texts(public)
    labels = [control.label for control in public.controls]
    assert labels == ["This month", "All time", "Back", "Next"]
    assert limit_violations(private) == limit_violations(public) == ()


def test_the_own_line_is_marked_on_a_private_page_alone():
    page = leaderboard()
    own = OwnEntry(page.entries.rows[1], hidden=False)
    shown = draw_leaderboard(DECK, page, own, may_post=True).embeds[0].description
    assert shown.count(" (you)**") == 1
    name = page.names[page.entries.rows[1].person_id]
    assert f"{name} (you)**\n" in shown
    assert "(you)" not in draw_leaderboard(DECK, page, None, may_post=True).embeds[0].description


def test_no_percent_of_too_few_answers():
    entry = LeaderboardEntry(1, 5, 4000, AnswerCount(4, 4))
    few = leaderboard(entries=LeaderboardSlice((entry,), 1), names={5: "Quiet Heron"}, number=1)
    shown = draw_leaderboard(DECK, few, None, may_post=False).embeds[0].description
    assert shown == "**1. Quiet Heron**\n4,000 points · 4 of 4 right"


def test_every_page_of_a_leaderboard_has_distinct_buttons():
    for number in (1, 2, 3):
        for period in PERIODS:
            page = leaderboard(number=number, period=period)
            shown = draw_leaderboard(DECK, page, OwnEntry(None, hidden=False), may_post=True)
            assert limit_violations(shown) == ()


def test_best_and_weakest_never_name_the_same_card():
    shown = texts(draw(scores()))
    assert shown["Best known"].splitlines()[0] == "Card 9: 9 of 10 right (90%)"
    assert shown["Worth another look"].splitlines()[0] == "Card 0: 0 of 10 right (0%)"
    few = texts(draw(scores(cards={"card-1": AnswerCount(9, 9)})))
    assert "Worth another look" not in few
    assert "Best known" not in texts(draw(scores(cards={})))


def test_groups_that_were_asked_about_have_a_bar_each():
    cards = {"card-0": AnswerCount(10, 7), "five": AnswerCount(4, 4)}
    bars = texts(draw(scores(cards=cards)))["By topic"].splitlines()
    assert sum(int(bar.split("of ")[1].split()[0]) for bar in bars) == 14
    assert all(bar.startswith("`█") for bar in bars)


def test_answers_about_cards_that_have_all_left_the_deck_are_still_counted():
    shown = draw(scores(cards={"gone": AnswerCount(14, 11)}))
    assert shown.embeds[0].description.startswith("**11 of 14 right**")
    assert "By topic" not in texts(shown)
    assert limit_violations(shown) == ()
    assert all(texts(shown).values())


def test_a_topic_that_is_mostly_wrong_is_not_called_known_for_want_of_others():
    cards = {"card-1": AnswerCount(10, 5), "card-2": AnswerCount(10, 1)}
    shown = texts(draw(scores(cards=cards)))
    assert shown["Best known"] == "Card 1: 5 of 10 right (50%)"
    assert shown["Worth another look"] == "Card 2: 1 of 10 right (10%)"


def test_what_is_due_is_nobody_elses_business():
    assert texts(draw(scores()))["Due for practice"] == "3 questions now."
    posted = draw(scores(), name="Quiet Heron")
    assert posted.embeds[0].title.endswith("Scores of Quiet Heron")
    assert "Due for practice" not in texts(posted)
    assert not posted.rows


def test_what_is_not_due_says_when_the_next_question_comes_back():
    shown = texts(draw(scores(), due_in=(9, 1, 4)))
    assert shown["Due for practice"] == "Nothing now; the next question comes back tomorrow."


def test_somebody_new_is_welcomed_and_shown_no_empty_bars():
    new = scores(quizzes=AnswerCount(), reviews=AnswerCount(), cards={})
    shown = draw(new, due_in=())
    assert "calm place to start" in shown.embeds[0].description
    assert texts(shown) == {"Due for practice": "Nothing yet."}


def test_insights_fit_however_long_the_questions_are():
    insight = Insight(
        item_id="Q1", card="ck", question="**Q** " * 60, right_option="r" * 300, people=99,
        answered=1000, right=1, mistaken_for="w" * 300, mistaken=500, discrimination=-0.25,
    )  # fmt: skip
    shown = draw_insights(
        DECK, [insight] * 5, [f"A card with a long title, number {n}" for n in range(49)]
    )
    assert limit_violations(shown) == ()
    assert "Selectivity: -0.25" in shown.embeds[0].fields[0].value
    assert shown.embeds[0].fields[-1].value.endswith("and 34 more.")


def test_confusions_are_a_picture_too_with_no_option_that_nobody_chose():
    sure = Insight(
        item_id="Q1", card="ck", question="**What** is CK?", right_option="An enzyme", people=9,
        answered=12, right=5, mistaken_for="An antibody", mistaken=7,
    )  # fmt: skip
    clear = replace(sure, right=12, mistaken_for=None, mistaken=0)
    (picture,) = draw_insights(DECK, [sure, clear], []).pictures
    assert "What is CK? Right: An enzyme. Chosen: An antibody, 7 of 12." in picture.alt
    assert picture.alt.count("Right:") == 1
    assert draw_insights(DECK, [clear], []).pictures == ()


def test_ones_own_page_has_a_picture_and_a_posted_one_says_nothing_of_what_is_due():
    (own,) = draw(scores()).pictures
    (posted,) = draw(scores(), name="Ana").pictures
    assert "come back in the next two weeks" in own.alt
    assert "come back" not in posted.alt
    assert "Ana" not in posted.alt
    nothing = AnswerCount()
    assert draw(scores(quizzes=nothing, reviews=nothing, cards={})).pictures == ()


def test_small_groups_get_no_numbers():
    shown = draw_insights(DECK, [], [])
    assert shown.pictures == ()
    assert "no numbers of smaller groups" in shown.embeds[0].description
    assert texts(shown)["Cards that nobody opened in 30 days"] == "None: every card was read."
