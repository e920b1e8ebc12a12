"""Threads that were opened for a quiz which never began."""

from __future__ import annotations

from datetime import datetime

import discord
import structlog

from bot.store import Store
from bot.ui.discord_errors import REQUEST_ERRORS, describe
from bot.ui.permissions import permissions_in

log = structlog.get_logger(__name__)


async def remove_unused_threads(guild: discord.Guild, store: Store, before: datetime) -> None:
    """Remove the bot's threads of a server that hold no message and no quiz.

    A thread is opened before its quiz is stored, since Discord gives it its id; a process that ends
    between the two leaves it behind. Only those opened ``before`` a moment are looked at. Where the
    bot may not delete a thread, it archives it: that is allowed to whoever opened it. Raise
    StoreError.
    """
    for thread in guild.threads:
        unused = (
            thread.owner_id == guild.me.id
            and not thread.message_count
            and thread.created_at is not None
            and thread.created_at < before
        )
        if not unused or await store.quizzes.is_place_of_quiz(thread.id):
            continue
        try:
            held = permissions_in(thread, guild.me)
            if held is not None and held.manage_threads:
                await thread.delete()
            else:
                await thread.edit(archived=True)
        except REQUEST_ERRORS as error:
            log.info("unused thread stays", why=describe(error))
