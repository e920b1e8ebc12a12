"""The names of weeks and months."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.learning.scoring import Period


@pytest.mark.parametrize(
    ("at", "week", "month"),
    [
        (datetime(2026, 11, 23, tzinfo=UTC), "2026-W48", "2026-11"),
        (datetime(2026, 12, 31, tzinfo=UTC), "2026-W53", "2026-12"),
        (datetime(2027, 1, 3, tzinfo=UTC), "2026-W53", "2027-01"),
        (datetime(2024, 12, 30, tzinfo=UTC), "2025-W01", "2024-12"),
        # It is still December in UTC.
        (datetime(2027, 1, 1, 5, tzinfo=timezone(timedelta(hours=9))), "2026-W53", "2026-12"),
    ],
)
def test_a_moment_belongs_to_one_week_and_one_month_of_utc(at, week, month):
    assert (Period.WEEK.key(at), Period.MONTH.key(at), Period.ALL.key(at)) == (week, month, "all")
