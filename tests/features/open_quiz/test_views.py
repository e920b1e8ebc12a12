"""The messages of a quiz that stays open, for every question of the real deck, and their sizes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.features.open_quiz.board import Board
from bot.features.open_quiz.views import (
    belongs_to,
    draw_answer,
    draw_closed,
    draw_days_question,
    draw_open,
    draw_own_result,
    draw_question,
    draw_read,
)
from bot.features.quiz.result_view import MOST_LISTED
from bot.learning.questions import Item, item_bank_of
from bot.learning.scoring import Scoring, Standing, Tally
from bot.learning.session import Answer, Pace
from bot.store import Participation, QuizPlan, StoredQuiz
from bot.store.quiz_rows import open_session
from bot.ui.limits import limit_violations
from bot.ui.plain_text import without_embeds
from tests.libraries import real_library
from tests.markdown import read_markdown

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HUGE = 10**15
LONGEST = Item(
    id="five.onset.imnm.which-with-a-very-long-name-indeed-that-is-the-longest",
    card="weakness", topics=frozenset({"weakness"}), difficulty="easy", audience="both",
    text="What? " * 40, options=("r" * 120, "w" * 120, "o" * 120, "u" * 120, "l" * 120),
    explanation="e" * 500, sources=("S01", "S02", "S03", "S04"), theme="t",
    why_not=("not w " * 25, "not o " * 25, "not u " * 25, "not l " * 25),
)  # fmt: skip
"""Half as long again as any of the deck."""


@pytest.fixture(scope="module")
def deck():
    return real_library().deck


@pytest.fixture(scope="module")
def items(deck) -> tuple[Item, ...]:
    return (*item_bank_of(deck).items.values(), LONGEST)


def new_quiz(items) -> StoredQuiz:
    setup = {
        "guild_id": HUGE, "channel_id": HUGE, "home_id": HUGE, "host_id": HUGE,
        "topic": "everything", "audience": "both", "names": False, "items": tuple(items),
    }  # fmt: skip
    plan = QuizPlan(
        **setup, pace=Pace.HOST, scoring=Scoring.ACCURACY, seeds=tuple(range(len(items)))
    )
    session, orders = open_session(plan, NOW)
    session.open_all(NOW + timedelta(days=7), NOW)
    return StoredQuiz(**setup, id=HUGE, session=session, orders=orders)


def close(quiz: StoredQuiz, people: int) -> None:
    """So many people answer every question wrong, and it closes."""
    for position, asked in enumerate(quiz.session.rounds):
        for person in range(people):
            given = Answer((asked.right + 1) % asked.options, NOW, NOW, timedelta(seconds=1))
            quiz.session.add_answer(person, position, given)
    while quiz.session.advance(NOW + timedelta(days=8)):
        pass


def make_board(people: int, length: int, own: int | None = None) -> Board:
    """Everybody shares a place and has everything wrong but one."""
    standings = [Standing(1000, Tally(person, 1_000_000, 1000, length)) for person in range(people)]
    return Board(
        standings=tuple(standings[:MOST_LISTED]),
        names=dict.fromkeys(range(people), "W" * 40),
        ranked=people,
        own=None if own is None else standings[own],
        played=None if own is None else standings[own].tally,
        unlisted=4980,
    )


def said(message) -> str:
    return message.embeds[0].description.replace("\\*", "*")


def fits(message) -> bool:
    """Whether Discord takes it as it is, and as text."""
    return not any(map(limit_violations, (message, *without_embeds(message))))


def labels(message) -> list[str]:
    return [control.label for control in message.controls]


@pytest.mark.long
def test_every_question_fits_as_it_is_asked_answered_and_read(deck, items):
    for item in items:
        quiz = new_quiz([item, item])
        asked = draw_question(deck, quiz, 1)
        assert fits(asked), item.id
        assert item.true_false or all(option in said(asked) for option in item.options)
        assert item.explanation not in said(asked)
        for choice in range(len(item.options)):
            answered = draw_answer(deck, quiz, 1, choice, finished=False)
            read = draw_read(deck, quiz, 1, choice)
            assert fits(answered), item.id
            assert fits(read), item.id
            assert said(answered) == said(read)
            assert item.explanation in said(read)
            assert all(reason in said(read) for reason in item.why_not)
        assert fits(draw_read(deck, quiz, 0, None))


def test_no_question_makes_markup_of_the_texts_of_the_deck(deck, items):
    for sign in ("> ", "# ", "1. ", "_a_ __b__ *c* ~~d~~ ||e|| `f` <@1> :100: [g](https://h.ex) "):
        item = replace(
            items[0],
            text=sign + items[0].text,
            options=tuple(f"{sign}{option}" for option in items[0].options),
            explanation=sign + items[0].explanation,
            why_not=tuple(f"{sign}{reason}" for reason in items[0].why_not),
        )
        quiz = new_quiz([item])
        asked, answered = draw_question(deck, quiz, 0), draw_answer(deck, quiz, 0, 0, finished=True)
        close(quiz, 50)
        closed = draw_closed(deck, quiz, make_board(0, 1))
        for message in (asked, answered, closed):
            reading = read_markdown(message.embeds[0].description)
            assert reading.kinds <= {"bold", "linked", "mention", "coded"}
            linked = [words for kind, words in reading.found if kind == "linked"]
            assert all("h.ex" not in address for address in linked)
            assert not [words for kind, words in reading.found if words == "<@1>"]
            assert item.text in reading.seen


def test_the_public_message_fits_and_names_no_question(deck, items):
    quiz = new_quiz(items[:30])
    shown = draw_open(deck, quiz, Participation(10**6, 10**6))
    assert fits(shown)
    assert not any(item.text in said(shown) for item in quiz.items)
    assert belongs_to("op1:1000000000000000", quiz.id)
    assert not belongs_to("op1:100", quiz.id)


def test_the_largest_boards_fit(deck):
    quiz = new_quiz([LONGEST] * 30)
    board = make_board(MOST_LISTED + 1, 30, own=MOST_LISTED)
    for is_open in (True, False):
        own = draw_own_result(deck, quiz, board, is_open=is_open)
        assert fits(own)
    close(quiz, 100)
    shown = draw_closed(deck, quiz, board)
    assert fits(shown)
    assert "and 4,980 more people." in said(shown)
    assert "**The hardest question:** 0 of 100 right (0%)" in said(shown)


def test_who_is_far_down_finds_their_own_line(deck, items):
    board = make_board(MOST_LISTED + 1, 3, own=MOST_LISTED)
    quiz = new_quiz(items[:3])
    own = said(draw_own_result(deck, quiz, board, is_open=False))
    assert own.count("(you)") == 1
    assert (
        own.splitlines()[-2]
        == f"**1000.** **{'W' * 40} (you)**: " + own.split("(you)**: ")[1].partition("\n")[0]
    )
    assert "(you)" not in said(draw_closed(deck, quiz, board))


@pytest.mark.parametrize(("people", "told"), [(4, False), (5, True)])
def test_the_hardest_question_is_told_from_five_answers_up(deck, items, people, told):
    quiz = new_quiz(items[:3])
    close(quiz, people)
    shown = said(draw_closed(deck, quiz, make_board(3, 3)))
    assert ("**The hardest question:** 0 of 5 right (0%)" in shown) is told
    assert any(each.explanation in shown for each in quiz.items) is told


def test_three_people_stand_on_a_podium(deck, items):
    quiz = new_quiz(items[:3])
    assert draw_closed(deck, quiz, make_board(2, 3)).pictures == ()
    assert len(draw_closed(deck, quiz, make_board(3, 3)).pictures) == 1


def test_questions_are_read_one_after_the_other(deck, items):
    quiz = new_quiz(items[:3])
    pages = [draw_read(deck, quiz, position, None) for position in range(3)]
    buttons = [[(each.label, each.disabled) for each in page.rows[0]] for page in pages]
    assert buttons == [
        [("Back", position == 0), ("Next", position == 2), ("My result", False)]
        for position in range(3)
    ]
    assert [page.embeds[0].title.partition(" ")[2] for page in pages] == [
        f"Question {place} of 3: not answered" for place in (1, 2, 3)
    ]


def test_another_round_stays_open_as_long_as_one_says(items):
    shown = draw_days_question(new_quiz(items[:3]))
    assert not limit_violations(shown)
    assert labels(shown) == ["1 day", "3 days", "7 days"]
