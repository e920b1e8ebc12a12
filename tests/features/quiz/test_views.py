"""The messages of a quiz, for every question of the real deck, and their sizes."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.features.quiz.result_view import MOST_LISTED, draw_result
from bot.features.quiz.views import (
    belongs_to,
    draw_lobby,
    draw_question,
    step_of,
)
from bot.learning.questions import Item, item_bank_of, shuffle_options
from bot.learning.scoring import Scoring, Standing, Tally
from bot.learning.session import (
    FORGOTTEN,
    LOBBY,
    Answer,
    Pace,
    Phase,
    PhaseReason,
    Round,
    find_hardest,
)
from bot.store import QuizPlan, StoredQuiz
from bot.store.quiz_rows import open_session
from bot.ui.limits import limit_violations
from tests.libraries import real_library
from tests.markdown import read_markdown

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CARDS = Path(__file__).parents[3] / "cards"


@pytest.fixture(scope="module")
def deck():
    return real_library().deck


@pytest.fixture(scope="module")
def items(deck) -> tuple[Item, ...]:
    return tuple(item_bank_of(deck).items.values())


def new_quiz(items, pace: Pace = Pace.RELAXED) -> StoredQuiz:
    setup = {
        "guild_id": 1,
        "channel_id": 2,
        "home_id": 2,
        "host_id": 3,
        "topic": "everything",
        "audience": "both",
        "names": False,
        "items": tuple(items),
    }
    seeds = tuple(range(len(items)))
    plan = QuizPlan(**setup, pace=pace, scoring=Scoring.ACCURACY, seeds=seeds)
    session, orders = open_session(plan, NOW)
    return StoredQuiz(**setup, id=10**15, session=session, orders=orders)


def answer(quiz: StoredQuiz, people: int) -> None:
    """So many people answer the open question, each in their own way."""
    asked = quiz.session.current
    for person in range(people):
        choice = Random(person).randrange(asked.options)
        given = Answer(choice, NOW, NOW, timedelta(seconds=1))
        quiz.session.add_answer(person, quiz.session.position, given)


def said(message) -> str:
    return message.embeds[0].description.replace("\\*", "*")


def test_every_question_fits_as_it_opens_and_as_it_is_answered(deck, items):
    for item in items:
        quiz = new_quiz([item])
        quiz.session.press_next(NOW)
        answer(quiz, 1000)
        shown = draw_question(deck, quiz, 0)
        assert not limit_violations(shown), item.id
        assert item.true_false or all(option in said(shown) for option in item.options)
        assert "right answer" not in said(shown)
        assert item.explanation not in said(shown)
        quiz.session.press_next(NOW)
        shown = draw_question(deck, quiz, 0)
        assert not limit_violations(shown), item.id
        assert f"{item.options[0]}** (right answer)" in said(shown)
        assert item.explanation in said(shown)
        assert all(reason in said(shown) for reason in item.why_not)
        assert "https://" in said(shown)


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
        quiz.session.press_next(NOW)
        answer(quiz, 50)
        opened = draw_question(deck, quiz, 0)
        quiz.session.press_next(NOW)
        result = draw_result(deck, quiz, [], {}, 50)
        for message in (opened, draw_question(deck, quiz, 0), result):
            reading = read_markdown(message.embeds[0].description)
            assert reading.kinds <= {"bold", "linked", "mention", "coded"}
            linked = [words for kind, words in reading.found if kind == "linked"]
            assert all("h.ex" not in address for address in linked)
            assert not [words for kind, words in reading.found if words == "<@1>"]
        reading = read_markdown(draw_question(deck, quiz, 0).embeds[0].description)
        for text in (item.text, *item.options, item.explanation):
            assert text in reading.seen


def test_every_wrong_option_is_explained_in_the_order_shown(deck, items):
    item = next(item for item in items if len(item.why_not) == 3)
    quiz = new_quiz([item])
    order = quiz.orders[0]
    quiz.session.press_next(NOW)
    for person, option in enumerate((3, 1, 3, 0)):
        given = Answer(order.index(option), NOW, NOW, timedelta(seconds=1))
        quiz.session.add_answer(person, 0, given)
    assert "Why not" not in said(draw_question(deck, quiz, 0))
    quiz.session.press_next(NOW)
    shown = said(draw_question(deck, quiz, 0))
    # The right option and those that were chosen have a bar.
    assert len([line for line in shown.split("\n") if line.startswith("`")]) == 3
    assert [line for line in shown.split("\n") if line.startswith("**Why")] == [
        f"**Why:** {item.explanation}",
        *(
            f"**Why not {letter}:** {item.why_not[option - 1]}"
            for letter, option in zip("ABCD", order, strict=True)
            if option
        ),
    ]


def test_every_wrong_option_of_a_written_question_is_explained(items):
    written = [item for item in items if "." not in item.id]
    assert len(written) >= 110
    for item in written:
        assert len(item.why_not) == len(item.options) - 1, item.id


def test_no_letter_gives_the_answer_away(items):
    item = next(item for item in items if len(item.options) == 4)
    places = [shuffle_options(item, seed).index(0) for seed in range(400)]
    assert all(places.count(place) > 60 for place in range(4))


def test_the_last_question_announces_the_result_and_the_others_the_next(deck, items):
    quiz = new_quiz(items[:2])
    for last in (False, True):
        quiz.session.press_next(NOW)
        answer(quiz, 1)
        quiz.session.press_next(NOW)
        assert ("The result comes" if last else "The next question comes") in said(
            draw_question(deck, quiz, quiz.session.position)
        )


@pytest.mark.parametrize("pace", Pace)
def test_a_lobby_fits_and_says_how_it_starts(deck, items, pace):
    quiz = new_quiz(items[:30], pace)
    shown = draw_lobby(deck, quiz, asked_for=30)
    assert not limit_violations(shown)
    assert ("when the host presses" in said(shown)) == (pace is Pace.HOST)


@pytest.mark.parametrize(
    ("reason", "why"),
    [(PhaseReason.HOST, "Paused."), (PhaseReason.NOBODY, "Nobody answered two questions in a row")],
)
def test_a_pause_says_why_and_how_to_go_on(deck, items, reason, why):
    quiz = new_quiz(items[:3])
    quiz.session.press_next(NOW)
    quiz.session.pause(NOW, reason)
    shown = draw_question(deck, quiz, 0)
    assert why in said(shown)
    assert f"<t:{int((NOW + FORGOTTEN).timestamp())}:R>" in said(shown)
    assert [button.label for button in shown.controls] == ["Resume", "Stop"]


def test_a_question_that_the_quiz_has_gone_on_from_keeps_its_card_and_loses_its_steering(
    deck, items
):
    quiz = new_quiz(items[:3])
    for _ in range(3):
        quiz.session.press_next(NOW)
    shown = draw_question(deck, quiz, 0, live=False)
    assert [button.label for button in shown.controls] == ["Show card", "Report this question"]


def tally(person: int, points: int = 1000, changes: int = 0) -> Tally:
    return Tally(person, points, points // 1000, 30, changes)


def test_the_largest_board_fits(deck, items):
    quiz = new_quiz(sorted(items, key=lambda item: -len(item.text + item.explanation))[:30])
    for _ in range(30):
        quiz.session.press_next(NOW)
        answer(quiz, 3)
        quiz.session.press_next(NOW)
    quiz.session.press_next(NOW)
    standings = [Standing(1000, tally(n, 30_000)) for n in range(MOST_LISTED)]
    names = dict.fromkeys(range(MOST_LISTED), "W" * 40)
    shown = draw_result(deck, quiz, standings, names, 4980)
    assert not limit_violations(shown)
    assert "and 4,980 more people." in said(shown)


def finished(items, reason: PhaseReason = PhaseReason.DONE, length: int = 3) -> StoredQuiz:
    quiz = new_quiz(items[:length])
    quiz.session.press_next(NOW)
    quiz.session.stop(NOW, reason)
    return quiz


def test_equal_points_with_different_places_are_explained(deck, items):
    quiz = finished(items)
    names = {1: "Quiet Heron", 2: "Calm Robin"}
    apart = [Standing(1, tally(1)), Standing(2, tally(2, changes=1))]
    shared = [replace(each, place=1) for each in apart]
    assert "fewer changed answers" in said(draw_result(deck, quiz, apart, names, 0))
    assert "fewer changed answers" not in said(draw_result(deck, quiz, shared, names, 0))


def test_a_board_on_which_all_are_hidden_names_nobody(deck, items):
    shown = draw_result(deck, finished(items), [], {}, 3)
    assert "3 people played and chose not to be listed." in said(shown)
    assert shown.pictures == ()


def test_a_quiz_that_nobody_answered_offers_another_and_nothing_to_review(deck, items):
    shown = draw_result(deck, finished(items), [], {}, 0)
    assert "Nobody answered this time." in said(shown)
    assert [button.label for button in shown.controls] == ["Play again"]


@pytest.mark.parametrize("reason", [PhaseReason.STOPPED, PhaseReason.FORGOTTEN, PhaseReason.LOST])
def test_a_board_says_why_the_quiz_ended_early(deck, items, reason):
    done = said(draw_result(deck, finished(items), [], {}, 0))
    assert said(draw_result(deck, finished(items, reason), [], {}, 0)) != done


def test_the_hardest_question_is_the_one_that_fewest_got_right():
    def asked(choices: list[int]) -> Round:
        answers = {
            person: Answer(choice, NOW, NOW, timedelta(0)) for person, choice in enumerate(choices)
        }
        return Round("x", 4, 0, closed_at=NOW, answers=answers)

    assert find_hardest([asked([0, 0, 0, 0, 1]), asked([1, 1, 0, 0, 0]), asked([0] * 9)]) == 1
    assert find_hardest([asked([1] * 5), asked([1, 2] * 3)]) == 1
    assert find_hardest([asked([0] * 5), asked([])]) is None
    assert find_hardest([asked([1] * 4), asked([0, 0, 0, 0, 1])]) == 1
    assert find_hardest([asked([1] * 4)]) is None


def test_buttons_tell_to_which_message_of_which_quiz_they_belong(deck, items):
    quiz = new_quiz(items[:12])
    for position in range(-1, 12):
        what = "lobby" if position < 0 else position
        page = draw_lobby(deck, quiz) if position < 0 else draw_question(deck, quiz, position)
        ids = [button.custom_id for button in page.controls]
        for other in ("lobby", "board", *range(12)):
            found = any(belongs_to(each, quiz.id, other) for each in ids)
            assert found == (other == what)
        assert not any(belongs_to(each, 1, what) for each in ids)
        quiz.session.press_next(NOW)
        if position >= 0:
            quiz.session.press_next(NOW)
    board = draw_result(deck, quiz, [], {}, 0)
    assert any(belongs_to(button.custom_id, quiz.id, "board") for button in board.controls)


def test_a_lobby_counts_who_is_in(deck, items):
    quiz = new_quiz(items[:3])
    assert "in.**" not in said(draw_lobby(deck, quiz))
    quiz.players |= {1}
    assert "**1 person is in.**" in said(draw_lobby(deck, quiz))
    quiz.players |= {2, 3}
    assert "**3 people are in.**" in said(draw_lobby(deck, quiz))


def in_teams(quiz: StoredQuiz, teams: int, people: int) -> StoredQuiz:
    quiz.teams, quiz.team_of = teams, {person: person % teams + 1 for person in range(people)}
    quiz.players |= set(quiz.team_of)
    return quiz


@pytest.mark.parametrize("teams", [2, 3, 4])
def test_a_lobby_of_teams_says_how_many_each_has(deck, items, teams):
    shown = draw_lobby(deck, in_teams(new_quiz(items[:3]), teams, teams + 1), asked_for=30)
    assert not limit_violations(shown)
    sizes = re.findall(r"^(\S+ \w+): (\d) (?:person|people)$", said(shown), re.MULTILINE)
    assert [size for _, size in sizes] == ["2", *["1"] * (teams - 1)]
    # Nothing is said by colour alone: each has a word, and a shape of its own.
    assert len({name.split()[1] for name, _ in sizes}) == teams
    assert "are in.**" not in said(shown)


def test_the_largest_board_of_teams_fits(deck, items):
    longest = sorted(items, key=lambda item: -len(item.text + item.explanation))[:30]
    quiz = in_teams(new_quiz(longest), 4, 40)
    for _ in range(30):
        quiz.session.press_next(NOW)
        answer(quiz, 40)
        quiz.session.press_next(NOW)
    quiz.session.press_next(NOW)
    standings = [Standing(1000, tally(n, 30_000)) for n in range(MOST_LISTED)]
    names = dict.fromkeys(range(MOST_LISTED), "W" * 40)
    shown = draw_result(deck, quiz, standings, names, 4980)
    assert not limit_violations(shown)
    assert said(shown).count("(10 people)") == 4
    assert "**People**" in said(shown)


def test_a_step_names_where_the_quiz_stands():
    session = new_quiz([]).session
    assert step_of(session) == "0l"
    session.phase, session.position = Phase.REVEALED, 2
    assert step_of(session) == "3r"
    assert timedelta(seconds=30) == LOBBY
