"""How often cards are opened in a server. By whom is not stored."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.tables import card_view
from bot.store.upsert import upsert

FLUSH_INTERVAL = timedelta(seconds=30)


class CardViews:
    """Rows of ``card_view``. All raise StoreError when the file fails.

    Counts are kept in memory and written together now and then: opening a card costs no write.
    A crash may lose those of the last half minute: they are a statistic, and nobody was told.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pending: Counter[tuple[int, str, date]] = Counter()
        self._since: datetime | None = None

    async def count(self, guild_id: int, card: str, now: datetime) -> None:
        """Count that a card (or table) was opened, on the UTC day of ``now``."""
        self._pending[guild_id, card, now.astimezone(UTC).date()] += 1
        self._since = self._since or now
        if now - self._since >= FLUSH_INTERVAL:
            await self.flush()

    async def flush(self) -> None:
        """Write what was counted; when the file fails it stays in memory."""
        pending = dict(self._pending)
        self._pending.clear()
        self._since = None
        if not pending:
            return
        rows = [
            {"guild_id": guild_id, "card": card, "day": day, "count": count}
            for (guild_id, card, day), count in pending.items()
        ]
        try:
            await self._database.execute(
                upsert(card_view, ["count"], adding=True), rows, together=True
            )
        except StoreError:
            self._pending.update(pending)
            raise

    async def totals(self, guild_id: int, since: date) -> dict[str, int]:
        """Return how often each card was opened since a UTC day, the most opened first."""
        await self.flush()
        total = func.sum(card_view.c.count)
        statement = (
            select(card_view.c.card, total.label("total"))
            .where(card_view.c.guild_id == guild_id, card_view.c.day >= since)
            .group_by(card_view.c.card)
            .order_by(total.desc(), card_view.c.card)
        )
        return {row.card: row.total for row in await self._database.fetch_all(statement)}
