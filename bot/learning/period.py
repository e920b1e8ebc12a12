"""The stretches of time that boards count."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum


class Period(StrEnum):
    """A week or a month of the UTC calendar, or everything."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"

    def key(self, at: datetime) -> str:
        """The name of the one that ``at`` falls in: ``2026-W48``, ``2026-11`` or ``all``.

        Weeks are those of ISO 8601, from Monday on; the week of New Year's Day may belong to the
        year before.
        """
        day = at.astimezone(UTC)
        if self is Period.WEEK:
            year, week, _ = day.isocalendar()
            return f"{year:04}-W{week:02}"
        return f"{day.year:04}-{day.month:02}" if self is Period.MONTH else "all"
