"""The points and places of teams, and which of them somebody is put in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.scoring import Tally
from bot.learning.teams import (
    FEWEST_TEAMS,
    MOST_TEAMS,
    TeamStanding,
    count_members,
    find_smallest,
    rank_teams,
)

CIRCLE, SQUARE, DIAMOND, STAR = 1, 2, 3, 4


def tally(person: int, points: int, answered: int = 3) -> Tally:
    return Tally(person, points, points // 1000, answered)


def test_a_teams_points_are_the_mean_of_its_members():
    tallies = [tally(1, 3000), tally(2, 1000), tally(3, 1500)]
    assert rank_teams(tallies, {1: CIRCLE, 2: CIRCLE, 3: SQUARE}) == (
        TeamStanding(1, CIRCLE, 2000, 2),
        TeamStanding(2, SQUARE, 1500, 1),
    )


def test_who_has_answered_wrongly_counts_and_who_has_not_answered_does_not():
    tallies = [tally(1, 2000), tally(2, 0, answered=1), tally(3, 0, answered=0)]
    (circle,) = rank_teams(tallies, {1: CIRCLE, 2: CIRCLE, 3: CIRCLE, 4: CIRCLE})
    assert (circle.points, circle.members) == (1000, 2)


def test_a_team_of_which_nobody_has_answered_has_no_place():
    assert [each.team for each in rank_teams([tally(1, 0)], {1: SQUARE, 2: CIRCLE})] == [SQUARE]
    assert rank_teams([], {1: CIRCLE}) == ()


def test_who_is_in_no_team_counts_for_none():
    assert rank_teams([tally(1, 3000), tally(2, 1000)], {1: None, 3: CIRCLE}) == ()


def test_teams_that_tie_share_a_place_and_the_next_is_counted_as_in_sport():
    tallies = [tally(1, 1000), tally(2, 2000), tally(3, 2000), tally(4, 500)]
    ranked = rank_teams(tallies, {1: CIRCLE, 2: SQUARE, 3: STAR, 4: DIAMOND})
    assert [(each.place, each.team) for each in ranked] == [
        (1, SQUARE), (1, STAR), (3, CIRCLE), (4, DIAMOND),
    ]  # fmt: skip


def test_means_that_look_the_same_are_a_tie():
    # 1000/3 and 333: both are shown as 333.
    tallies = [tally(1, 1000), tally(2, 0), tally(3, 0), tally(4, 333)]
    ranked = rank_teams(tallies, {1: CIRCLE, 2: CIRCLE, 3: CIRCLE, 4: SQUARE})
    assert [(each.place, each.points) for each in ranked] == [(1, 333), (1, 333)]


@pytest.mark.parametrize(
    ("teams", "chosen", "smallest"),
    [
        (2, [], CIRCLE),
        (2, [CIRCLE], SQUARE),
        (2, [CIRCLE, SQUARE], CIRCLE),
        (3, [CIRCLE, SQUARE, SQUARE], DIAMOND),
        (4, [STAR, STAR, CIRCLE, SQUARE, DIAMOND, None, None], CIRCLE),
        (4, [CIRCLE, SQUARE, DIAMOND], STAR),
    ],
)
def test_the_smallest_team_is_the_first_of_those_with_the_fewest(teams, chosen, smallest):
    assert find_smallest(teams, chosen) == smallest


def test_members_are_counted_by_team():
    assert count_members(3, [SQUARE, SQUARE, None, CIRCLE]) == (1, 2, 0)
    assert count_members(0, [None]) == ()


@given(st.integers(FEWEST_TEAMS, MOST_TEAMS), st.integers(0, 40))
def test_people_who_are_put_in_a_team_are_spread_evenly(teams, people):
    chosen: list[int] = []
    for _ in range(people):
        chosen.append(find_smallest(teams, chosen))
    counts = count_members(teams, chosen)
    assert sum(counts) == people
    assert max(counts) - min(counts) <= 1


@given(
    st.lists(
        st.tuples(st.integers(0, 30_000), st.integers(0, 30), st.sampled_from([1, 2, 3, 4, None]))
    )
)
def test_every_team_that_has_a_place_lies_between_its_best_and_its_last(people):
    tallies = [tally(n, points, answered) for n, (points, answered, _) in enumerate(people)]
    team_of = {person: team for person, (_, _, team) in enumerate(people)}
    ranked = rank_teams(tallies, team_of)
    assert [each.place for each in ranked] == sorted(each.place for each in ranked)
    for each in ranked:
        own = [t.points for t in tallies if t.answered and team_of[t.person] == each.team]
        assert len(own) == each.members
        assert min(own) <= each.points <= max(own)
