"""The teams of a quiz: their points and places, and which of them somebody is put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from bot.learning.scoring import Tally

FEWEST_TEAMS, MOST_TEAMS = 2, 4


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """A team with its place in a quiz; teams that tie share a place."""

    place: int
    team: int
    points: int
    """The mean of its members' points, rounded."""
    members: int
    """How many of its people have answered: the mean is theirs."""


def count_members(teams: int, chosen: Iterable[int | None]) -> tuple[int, ...]:
    """Return how many people each of so many teams has, from the team of each person.

    Teams are numbered from 1; a person without one counts for none.
    """
    teams_of_people = list(chosen)
    return tuple(teams_of_people.count(team) for team in range(1, teams + 1))


def find_smallest(teams: int, chosen: Iterable[int | None]) -> int:
    """Return the team with the fewest people; of several, the first. Else as in count_members."""
    counts = count_members(teams, chosen)
    return counts.index(min(counts)) + 1


def rank_teams(
    tallies: Iterable[Tally], team_of: Mapping[int, int | None]
) -> tuple[TeamStanding, ...]:
    """Rank the teams by the mean of their members' points; ``team_of`` holds people's teams.

    The mean is over those who have answered at least one question of the quiz: whoever only joined
    holds nobody back, and teams of different sizes can be compared. A team of which nobody has
    answered has no mean and no place. Means are compared as they are shown, in whole points. Places
    are counted as in sport: two firsts are followed by a third.
    """
    points: dict[int, list[int]] = {}
    for tally in tallies:
        team = team_of.get(tally.person)
        if team is not None and tally.answered:
            points.setdefault(team, []).append(tally.points)
    means = {team: round(sum(each) / len(each)) for team, each in points.items()}
    ordered = sorted(means, key=lambda team: (-means[team], team))
    standings: list[TeamStanding] = []
    for mean, tied in groupby(ordered, key=means.__getitem__):
        place = len(standings) + 1
        standings += [TeamStanding(place, team, mean, len(points[team])) for team in tied]
    return tuple(standings)
