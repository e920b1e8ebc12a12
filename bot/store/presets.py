"""Settings of the quizzes that a person began, to begin one like them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, select

from bot.learning.scoring import Scoring
from bot.learning.session import Pace
from bot.store.database import AnyRow, Database
from bot.store.tables import quiz, quiz_question

MOST_PRESETS: Final = 5
LOOKED_THROUGH: Final = 100
"""A person's latest quizzes, among which those with the same settings are one."""


@dataclass(frozen=True, slots=True)
class QuizSettings:
    """How a quiz is played. ``topic`` is an id."""

    topic: str
    length: int
    audience: str
    pace: Pace
    scoring: Scoring
    thread: bool = False
    teams: int | None = None
    open_days: int | None = None
    """For how many days it stays open; None for one that is played together."""


@dataclass(frozen=True, slots=True)
class QuizPreset:
    """The settings of a quiz that a person began."""

    quiz_id: int
    settings: QuizSettings


class QuizPresets:
    """Settings in rows of ``quiz``, of their hosts alone. All raise StoreError when it fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_latest(self, person_id: int) -> list[QuizPreset]:
        """Return the last settings with which a person began a quiz, each once, latest first."""
        latest: dict[QuizSettings, QuizPreset] = {}
        for preset in await self._load(person_id):
            latest.setdefault(preset.settings, preset)
        return list(latest.values())[:MOST_PRESETS]

    async def get(self, person_id: int, quiz_id: int) -> QuizSettings | None:
        """Return the settings of a quiz that a person began; None if it is not theirs."""
        found = await self._load(person_id, quiz.c.id == quiz_id)
        return found[0].settings if found else None

    async def _load(self, person_id: int, *where: ColumnElement[bool]) -> list[QuizPreset]:
        length = (
            select(func.count())
            .where(quiz_question.c.quiz_id == quiz.c.id)
            .scalar_subquery()
            .label("length")
        )
        rows = await self._database.fetch_all(
            select(quiz, length)
            .where(quiz.c.host_id == person_id, *where)
            .order_by(quiz.c.id.desc())
            .limit(LOOKED_THROUGH)
        )
        return [
            QuizPreset(row.id, _read_settings(row))
            for row in rows
            # Before it was noted for how long a quiz stays open, there were some that do.
            if row.open_until is None or row.open_days is not None
        ]


def _read_settings(row: AnyRow) -> QuizSettings:
    return QuizSettings(
        topic=row.topic,
        length=row.length,
        audience=row.audience,
        # Who plays alone has no timer: any pace will do, and together it should be the usual one.
        pace=row.pace if row.open_days is None else Pace.RELAXED,
        scoring=row.scoring,
        thread=row.channel_id != row.home_id,
        teams=row.teams,
        open_days=row.open_days,
    )
