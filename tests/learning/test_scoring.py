"""Points, ties and what a question tells about people."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.scoring import Scoring, Tally, discrimination, points_for, rank_tallies

MINUTE = timedelta(seconds=60)


@pytest.mark.parametrize(
    ("scoring", "taken", "points"),
    [
        (Scoring.ACCURACY, 59, 1000),
        (Scoring.SPEED, 0, 1000),
        (Scoring.SPEED, 30, 750),
        (Scoring.SPEED, 60, 500),
        (Scoring.SPEED, 90, 500),
        (Scoring.SPEED, -1, 1000),
    ],
)
def test_a_right_answer_earns_its_points(scoring, taken, points):
    taken = timedelta(seconds=taken)
    assert points_for(right=True, scoring=scoring, taken=taken, limit=MINUTE) == points
    assert points_for(right=False, scoring=scoring, taken=taken, limit=MINUTE) == 0


def test_without_a_timer_speed_counts_for_nothing():
    assert points_for(right=True, scoring=Scoring.SPEED, taken=MINUTE, limit=None) == 1000


def test_ties_are_broken_by_fewer_changes_and_then_shared():
    tallies = [
        Tally(1, 3000, 3, 4, 2), Tally(2, 3000, 3, 4, 0), Tally(3, 4000, 4, 4, 9),
        Tally(4, 3000, 3, 4, 2), Tally(5, 0, 0, 1, 0),
    ]  # fmt: skip
    assert [(s.place, s.tally.person) for s in rank_tallies(tallies)] == [
        (1, 3), (2, 2), (3, 1), (3, 4), (5, 5),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=12))
def test_a_board_loses_nobody_and_never_ranks_fewer_points_higher(marks):
    tallies = [
        Tally(person, points, 0, 1, changes) for person, (points, changes) in enumerate(marks)
    ]
    board = rank_tallies(tallies)
    assert {standing.tally for standing in board} == set(tallies)
    assert all(
        (one.tally.points >= two.tally.points) and (one.place <= two.place)
        for one, two in pairwise(board)
    )


def test_discrimination_is_the_point_biserial_correlation():
    marks = [(True, 0.9), (True, 0.7), (False, 0.4), (False, 0.2)]
    assert discrimination(*sums(marks)) == pytest.approx(0.9285, abs=1e-3)
    assert discrimination(*sums([(True, 0.5), (True, 0.7)])) is None
    assert discrimination(*sums([(False, 0.5), (False, 0.7)])) is None
    assert discrimination(*sums([])) is None


@pytest.mark.parametrize("share", [0.5, 1 / 3, 0.1, 0.0])
def test_shares_that_do_not_vary_discriminate_nothing_however_they_are_rounded(share):
    assert discrimination(*sums([(number % 3 == 0, share) for number in range(1000)])) is None


def sums(marks: list[tuple[bool, float]]) -> tuple[int, int, float, float, float]:
    """Of (right on the item, share right on the others), one per person."""
    return (
        len(marks),
        sum(right for right, _ in marks),
        sum(rest for _, rest in marks),
        sum(rest * rest for _, rest in marks),
        sum(rest for right, rest in marks if right),
    )
