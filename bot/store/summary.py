"""How much a database holds, for whoever replaces one by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, inspect, select

from bot.store.tables import answer, member, pin, quiz, recall, report

COUNTED = {
    "answers in quizzes": answer,
    "answers in practice": recall,
    "quizzes": quiz,
    "people with settings": member,
    "reports": report,
    "pins": pin,
}


@dataclass(frozen=True, slots=True)
class Summary:
    """The rows of each kind, and the time of the latest answer in a quiz or in practice."""

    counts: dict[str, int]
    latest_answer: datetime | None


def summarize(connection: Connection) -> Summary:
    """Return what a database holds. An older one lacks some tables."""
    there = set(inspect(connection).get_table_names())
    counts = {
        words: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for words, table in COUNTED.items()
        if table.name in there
    }
    times = [
        connection.execute(select(func.max(time))).scalar_one()
        for time in (answer.c.answered_at, recall.c.at)
        if time.table.name in there
    ]
    return Summary(counts, max((time for time in times if time is not None), default=None))


def describe_change(before: Summary | None, now: Summary) -> list[str]:
    """Return a line for each kind of rows: how many there were before, and how many are now."""
    lines = []
    for words, count in now.counts.items():
        was = "" if before is None else f" (before: {before.counts.get(words, 0):,})"
        lines.append(f"{words}: {count:,}{was}")
    was = "" if before is None else f" (before: {_describe_time(before.latest_answer)})"
    lines.append(f"latest answer: {_describe_time(now.latest_answer)}{was}")
    return lines


def _describe_time(time: datetime | None) -> str:
    return "none" if time is None else f"{time:%Y-%m-%d %H:%M} UTC"
