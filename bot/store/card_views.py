"""How often cards are opened in a server. By whom is not asked and not stored."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.tables import card_view

WRITTEN_EVERY = timedelta(seconds=30)


class CardViews:
    """Rows of ``card_view``. All raise StoreError when the file fails.

    Counts are gathered and written together now and then, so that reading a card costs no write.
    A crash may lose those of the last half minute: they are a statistic, and nobody was told.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._gathered: Counter[tuple[int, str, date]] = Counter()
        self._since: datetime | None = None

    async def count(self, guild_id: int, card: str, now: datetime) -> None:
        """Counts that a card (or table) was opened, on the UTC day of ``now``."""
        self._gathered[guild_id, card, now.astimezone(UTC).date()] += 1
        self._since = self._since or now
        if now - self._since >= WRITTEN_EVERY:
            await self.flush()

    async def flush(self) -> None:
        """Records what was gathered; when the file fails it stays gathered."""
        gathered = dict(self._gathered)
        self._gathered.clear()
        self._since = None
        if not gathered:
            return
        rows = [
            {"guild_id": guild_id, "card": card, "day": day, "count": count}
            for (guild_id, card, day), count in gathered.items()
        ]
        asked = insert(card_view)
        counted = asked.on_conflict_do_update(
            index_elements=[card_view.c.guild_id, card_view.c.card, card_view.c.day],
            set_={"count": card_view.c.count + asked.excluded.count},
        )

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(counted, rows)

        try:
            await self._database.write_together(work)
        except StoreError:
            self._gathered.update(gathered)
            raise

    async def totals(self, guild_id: int, since: date) -> dict[str, int]:
        """How often each card was opened since a UTC day, most often first; none if it was not."""
        total = func.sum(card_view.c.count)
        asked = (
            select(card_view.c.card, total.label("total"))
            .where(card_view.c.guild_id == guild_id, card_view.c.day >= since)
            .group_by(card_view.c.card)
            .order_by(total.desc(), card_view.c.card)
        )

        await self.flush()

        async def work(connection: AsyncConnection) -> dict[str, int]:
            return {row.card: row.total for row in await connection.execute(asked)}

        return await self._database.read(work)
