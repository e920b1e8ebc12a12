"""Who stands where in a quiz that stays open, as one person or everybody may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import discord

from bot.features.quiz.messages import rank_shown
from bot.features.quiz.result_view import MOST_LISTED
from bot.learning.scoring import Standing, Tally
from bot.store import Store, StoredQuiz
from bot.ui.preferences import name_people


@dataclass(frozen=True, slots=True)
class Board:
    """The people whom a board lists, and how many it does not."""

    standings: tuple[Standing, ...]
    names: Mapping[int, str]
    """The name of each person in ``standings`` and ``own``, with Markdown escaped."""
    ranked: int
    """How many people hold a place, listed or not."""
    own: Standing | None
    """That of the person who looks, listed or not; None if they hold no place: they are hidden."""
    played: Tally | None
    """What the person who looks has answered, hidden or not; None if they did not play."""
    unlisted: int
    """How many others count, hidden or beyond the end of the list."""


async def read_board(
    client: discord.Client,
    store: Store,
    quiz: StoredQuiz,
    viewer: int | None = None,
    *,
    is_open: bool,
) -> Board:
    """Return the board of a quiz; while it is open, only those who have finished are on it."""
    everybody = await store.open_quizzes.tally(quiz.id)
    tallies = [each for each in everybody if not is_open or each.answered == len(quiz.items)]
    ranked, display_names = await rank_shown(store, quiz, tallies)
    listed = ranked[:MOST_LISTED]
    own = next((each for each in ranked if each.tally.person == viewer), None)
    shown = {*listed, own} if own else {*listed}
    names = await name_people(
        client,
        quiz.guild_id,
        {each.tally.person: display_names[each.tally.person] for each in shown},
    )
    return Board(
        standings=listed,
        names=names,
        ranked=len(ranked),
        own=own,
        played=next((each for each in everybody if each.person == viewer), None),
        unlisted=len(tallies) - len(shown),
    )
