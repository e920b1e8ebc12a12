"""Who stands where on the board of a quiz, and under which name."""

from __future__ import annotations

from collections.abc import Mapping

import discord

from bot.features.quiz.result_view import MOST_LISTED, Place
from bot.learning.scoring import board_of
from bot.store import Board, Store, StoredQuiz
from bot.ui.names import name_people


async def place_people(
    client: discord.Client, store: Store, quiz: StoredQuiz, met: Mapping[int, str]
) -> tuple[list[Place], int]:
    """The lines of the board, and how many people played without standing on it.

    Hidden people hold no place, or a gap would tell of them.
    ``met`` holds display names as Discord told them with a press; the store keeps none.
    """
    tallies = quiz.session.tallies()
    if not tallies:
        return [], 0
    people = [tally.person for tally in tallies]
    faces = await store.faces.of(quiz.guild_id, people, names=quiz.names)
    listed = board_of(tally for tally in tallies if faces[tally.person].board is not Board.HIDDEN)
    shown = [each.tally.person for each in listed[:MOST_LISTED]]
    named = await name_people(
        client, quiz.guild_id, {person: faces[person] for person in shown}, met
    )
    places = [
        Place(each.place, named[each.tally.person], each.tally) for each in listed[:MOST_LISTED]
    ]
    return places, len(tallies) - len(places)
