"""Moments instead of dates for what comes daily: a date means another day in another zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

NOON = time(12)
TABLES = (
    # Table, key; time, zone and date as they are; the columns that come in place of the date.
    ("guild", "id", "daily_at", "daily_zone", "daily_on", "daily_since", "daily_asked_at"),
    (
        "member",
        "person_id",
        "reminder_at",
        "reminder_zone",
        "reminded_on",
        "reminder_since",
        "reminded_at",
    ),
)


def upgrade() -> None:
    """Turns the date of the last one into the moment at which it was due on that date."""
    for name, key, at, zone, on, since, moment in TABLES:
        for column in (since, moment):
            op.add_column(name, sa.Column(column, sa.DateTime(timezone=True)))
        table = sa.table(
            name,
            sa.column(key, sa.BigInteger()),
            sa.column(at, sa.String()),
            sa.column(zone, sa.String()),
            sa.column(on, sa.Date()),
            sa.column(moment, sa.DateTime(timezone=True)),
        )
        columns = [table.c[each] for each in (key, at, zone, on)]
        connection = op.get_bind()
        rows = connection.execute(sa.select(*columns).where(table.c[on].is_not(None))).all()
        for row in rows:
            due = _when(row[1], row[2], row[3])
            this = sa.update(table).where(table.c[key] == row[0])
            connection.execute(this.values({moment: due}))


def _when(at: str | None, zone: str | None, on: date) -> datetime:
    """Return the moment of a date; where no zone is known, one that is that date almost anywhere.

    So none is sent twice on a day that has had its own.
    """
    try:
        there = ZoneInfo(zone) if zone else None
    except ZoneInfoNotFoundError:
        there = None
    if there is None or at is None:
        return datetime.combine(on, NOON, UTC)
    return datetime.combine(on, time.fromisoformat(at), there).astimezone(UTC)
