"""Show reports to the moderators of their servers, each once.

Which were shown is read from the database, so what a process did not come to is done by the next.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.features.reports.views import draw_report
from bot.store import ReportForModerators, Store
from bot.ui.channel import BotChannel, ChannelLost, MessageGone, has_button, make_nonce
from bot.ui.steps import Step, StepJob

SHOWN_FOR: Final = timedelta(days=1)
"""A report that could not be shown by then is left to whoever runs the bot."""

log = structlog.get_logger(__name__)


class ModeratorReports(StepJob):
    """Posts each report where the moderators of its server wish to read it."""

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        super().__init__(store.ownership)
        self._client = client
        self._library = library
        self._store = store
        self._began = utcnow()

    async def resume(self) -> None:
        """Show what another process did not come to, or has shown and not noted."""
        self._began = utcnow()
        await self.plan()

    def log_wait(self, kind: str, why: str) -> None:
        log.info("report waits", task=kind, why=why)

    def log_failure(self, kind: str) -> None:
        log.exception("report failed", task=kind)  # noqa: LOG004 - it is being handled

    async def list_steps(self, now: datetime) -> list[Step]:
        """Return a step for each report that was not shown yet."""
        return [
            Step("show", each.report.id, each.guild_id, now, partial(self._show, each))
            for each in await self._store.reports.for_moderators(now - SHOWN_FOR)
        ]

    async def _show(self, wanted: ReportForModerators) -> None:
        report = wanted.report
        channel = BotChannel(self._client, wanted.guild_id, wanted.channel_id)
        message = draw_report(self._library.deck, report)
        # It may have been posted, and the process have ended before that was noted.
        in_doubt = report.at <= self._began or self.was_held_up("show", report.id)
        try:
            matches = has_button(f"rr1:{report.id}".__eq__)
            if not (in_doubt and await channel.find(matches)):
                await channel.post(message, make_nonce("report", report.id))
        except (MessageGone, ChannelLost) as error:
            log.info("report not shown to moderators", report=report.id, why=str(error))
        await self._store.reports.note_shown(report.id, utcnow())
