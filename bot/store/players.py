"""Who is in a quiz, and in which of its teams: everybody who presses for it or answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, or_, select

from bot.errors import QuizOver, QuizRefusal, QuizStarted
from bot.learning.session import Phase, PhaseReason
from bot.learning.teams import find_smallest
from bot.store.database import AnyRow
from bot.store.tables import quiz, quiz_player
from bot.store.upsert import upsert

RESULT_WITHIN: Final = timedelta(days=1)
"""So long after its end the result of a quiz may still be posted."""

Teams = dict[int, int | None]
"""The team of each person who is in a quiz; None in one without teams."""


@dataclass(frozen=True, slots=True)
class PendingPlayer:
    """Somebody who is to be in a quiz: in this team, or without one in the smallest."""

    quiz_id: int
    person_id: int
    team: int | None


def load_players(connection: Connection, quiz_ids: Sequence[int]) -> dict[int, Teams]:
    """Return who is in each quiz."""
    rows = connection.execute(
        select(quiz_player.c.quiz_id, quiz_player.c.person_id, quiz_player.c.team).where(
            quiz_player.c.quiz_id.in_(quiz_ids)
        )
    )
    players: dict[int, Teams] = {number: {} for number in quiz_ids}
    for quiz_id, person_id, team in rows:
        players[quiz_id][person_id] = team
    return players


def record_players(
    connection: Connection, entries: Sequence[PendingPlayer]
) -> list[int | QuizRefusal | None]:
    """Write who is in; return for each the team that they are in, or why it is not theirs.

    Whoever names no team stays in theirs, or is put in the smallest. Before a quiz starts people
    may change; after that :class:`~bot.errors.QuizStarted` is returned. After its end it is
    :class:`~bot.errors.QuizOver`.
    """
    ids = list({entry.quiz_id for entry in entries})
    rows = connection.execute(
        select(quiz.c.id, quiz.c.phase, quiz.c.position, quiz.c.teams)
        .where(quiz.c.id.in_(ids))
        .order_by(quiz.c.id)
        .with_for_update()
    )
    quizzes = {row.id: row for row in rows}
    players = load_players(connection, ids)
    results: list[int | QuizRefusal | None] = []
    for entry in entries:
        of_quiz = players[entry.quiz_id]
        try:
            team = _choose_team(quizzes.get(entry.quiz_id), of_quiz, entry)
        except QuizRefusal as refusal:
            results.append(refusal)
        else:
            of_quiz[entry.person_id] = team
            results.append(team)
    written = {(entry.quiz_id, entry.person_id) for entry in entries}
    values = [
        {"quiz_id": quiz_id, "person_id": person_id, "team": players[quiz_id][person_id]}
        for quiz_id, person_id in sorted(written)
        if person_id in players[quiz_id]
    ]
    if values:
        connection.execute(upsert(quiz_player, ["team"]), values)
    return results


def _choose_team(row: AnyRow | None, players: Teams, entry: PendingPlayer) -> int | None:
    if row is None or row.phase == Phase.FINISHED:
        raise QuizOver
    if row.teams is None:
        return None
    present = players.get(entry.person_id)
    if present is None:
        return entry.team or find_smallest(row.teams, players.values())
    if entry.team in (None, present):
        return present
    if row.position >= 0:
        raise QuizStarted
    return entry.team


def remove_player(connection: Connection, quiz_id: int, person_id: int) -> None:
    """Take a person out of a quiz that has not started; raise as :func:`record_players` does."""
    found = connection.execute(
        select(quiz.c.phase, quiz.c.position).where(quiz.c.id == quiz_id).with_for_update()
    )
    row = found.one_or_none()
    if row is None or row.phase == Phase.FINISHED:
        raise QuizOver
    if row.position >= 0:
        raise QuizStarted
    this = (quiz_player.c.quiz_id == quiz_id, quiz_player.c.person_id == person_id)
    connection.execute(delete(quiz_player).where(*this))


def delete_players(connection: Connection, quiz_id: int) -> None:
    """Delete who was in a quiz: its result is posted."""
    connection.execute(delete(quiz_player).where(quiz_player.c.quiz_id == quiz_id))


def delete_done_players(connection: Connection, now: datetime) -> None:
    """Delete who was in quizzes that are over and whose result is posted, or will not be."""
    done = select(quiz.c.id).where(
        quiz.c.id.in_(select(quiz_player.c.quiz_id)),
        quiz.c.phase == Phase.FINISHED,
        or_(
            quiz.c.board_message_id.is_not(None),
            quiz.c.position < 0,
            quiz.c.reason == PhaseReason.LOST,
            quiz.c.ended_at < now - RESULT_WITHIN,
        ),
    )
    connection.execute(delete(quiz_player).where(quiz_player.c.quiz_id.in_(done)))
