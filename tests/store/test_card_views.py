"""Which cards a server reads, and never who."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from bot.errors import StoreBusy
from bot.store import Store
from bot.store.card_views import FLUSH_INTERVAL
from bot.store.tables import card_view
from tests.store.quiz_play import GUILD


async def test_openings_are_counted_by_day_most_read_first(store: Store, now: datetime) -> None:
    for day, card in ((0, "heart"), (0, "statins"), (1, "statins"), (1, "statins"), (1, "mri")):
        await store.card_views.count(GUILD, card, now + timedelta(days=day))
    await store.card_views.count(GUILD + 1, "mri", now)
    counts = await store.card_views.totals(GUILD, now.date())
    assert list(counts.items()) == [("statins", 3), ("heart", 1), ("mri", 1)]
    late = await store.card_views.totals(GUILD, now.date() + timedelta(days=1))
    assert late == {"statins": 2, "mri": 1}


async def test_counts_are_written_together_and_none_is_lost_when_the_bot_stops(
    store: Store, url: str, now: datetime
) -> None:
    before = store._database.commits
    for _ in range(50):
        await store.card_views.count(GUILD, "mri", now)
    assert store._database.commits == before
    await store.card_views.count(GUILD, "mri", now + FLUSH_INTERVAL)
    assert store._database.commits == before + 1
    await store.card_views.count(GUILD, "mri", now)
    await store.close()
    async with Store(url) as again:
        assert await again.card_views.totals(GUILD, now.date()) == {"mri": 52}


@pytest.mark.long
@pytest.mark.sqlite
async def test_counts_wait_while_the_database_is_held(store: Store, now: datetime) -> None:
    await store.card_views.count(GUILD, "mri", now)
    with closing(sqlite3.connect(store.place, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            await store.card_views.flush()
    assert await store.card_views.totals(GUILD, now.date()) == {"mri": 1}


def test_no_person_is_kept_with_what_is_read() -> None:
    assert set(card_view.columns.keys()) == {"guild_id", "card", "day", "count"}
