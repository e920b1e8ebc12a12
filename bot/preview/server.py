"""The preview: the same bot in a local page, with simcord as Discord; no token, no network."""

from __future__ import annotations

import asyncio
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import simcord
from simcord import SetupError

from bot.deck.library import Library
from bot.errors import BotError
from bot.preview.community import SERVER, TRY, furnish
from bot.preview.pages import Pages, set_clock
from bot.runtime.client import ImnmBot
from bot.runtime.event_loop import heed_signals
from bot.runtime.signals import RELOAD_SIGNALS, STOP_SIGNALS
from bot.store import Store
from bot.ui.message import cut

CHANNELS = ("general", "study-group")
LONGEST_USERNAME = 32
POLL_EVERY = 0.5
"""Seconds between two looks at the deck's files and at the bot's own requests."""


class PreviewError(BotError):
    """The page cannot be shown; the text is one plain sentence."""


class PreviewBot(ImnmBot):
    """The bot, which reads a changed deck before each command: an edited card shows at once."""

    def before_interaction(self) -> None:
        if self.catch_up():
            self.loop.create_task(self.register_commands())

    async def register_commands(self) -> None:
        await super().register_commands()
        # The page shows the mention of a command only in a message's own text, not in an embed.
        self.tree.registered = {}

    def catch_up(self) -> bool:
        """Read the deck if its files changed; return whether the deck did."""
        if not self.library.stale() or not self.read_deck():
            return False
        self.apply_deck()
        return True


def show(
    library: Library,
    *,
    database_url: str | None,
    channel: str,
    port: int,
    browser: bool,
    empty: bool,
) -> None:
    """Serve the page until Ctrl-C, or until somebody ends the session in it.

    Without ``database_url`` the store is a file that is gone afterwards. Port 0 takes any that is
    free. The channel begins with a few messages unless it is to be ``empty``. Raise
    :class:`PreviewError` if the page cannot be shown, and StoreBusy if a bot uses the database.
    """
    with tempfile.TemporaryDirectory(prefix="imnm-preview-") as folder:
        url = database_url or f"sqlite+aiosqlite:///{Path(folder, 'imnm.db')}"
        store = Store(url)
        with store.claim():
            bot = PreviewBot(library, store, shard_count=1)
            asyncio.run(_show(bot, channel, port, browser=browser, empty=empty))


async def _show(bot: PreviewBot, channel: str, port: int, *, browser: bool, empty: bool) -> None:
    stop = asyncio.Event()
    heed_signals((*STOP_SIGNALS, *RELOAD_SIGNALS), stop.set)
    try:
        async with _simulate(bot) as env:
            info = bot.library.whole.info
            subject = info.subject.label
            if bot.user is not None:
                await bot.user.edit(username=cut(subject, LONGEST_USERNAME))
            shown, viewers = _populate(env, SERVER.format(subject=subject), channel)
            if not empty:
                await furnish(bot, env, shown, viewers)
            async with env.preview(shown, viewers=viewers, layout="channel", port=port) as page:
                print(
                    f"Your Discord: {page.url}\n{TRY.format(group=info.command)}\nCtrl-C ends it.",
                    flush=True,
                )
                if browser:
                    await asyncio.to_thread(webbrowser.open, page.url)
                await _until_ended(bot, env, page, stop)
    except SetupError as error:
        raise PreviewError(
            f"Port {port} is in use: name another with --port, or --port 0 for any free one."
            if "bind" in str(error)
            else f"The preview cannot start: {error}."
        ) from None
    finally:
        await bot.store.close()


@asynccontextmanager
async def _simulate(bot: PreviewBot) -> AsyncIterator[simcord.Env]:
    env = simcord.Env(bot, check_errors=False)
    set_clock(env, datetime.now(UTC))
    await env.start()
    try:
        with env.time_context():
            yield env
    finally:
        # simcord cuts off what the bot is doing; what it is writing must come to its end first.
        await bot.store.close()
        await env.shutdown()


def _populate(env: simcord.Env, server_name: str, channel: str) -> tuple[Any, tuple[Any, ...]]:
    """Make a server with channels and members; return the channel to show and its viewers."""
    server = env.create_guild(server_name)
    channels = {
        name: server.create_text_channel(name) for name in dict.fromkeys((*CHANNELS, channel))
    }
    moderators = server.create_role(
        "Moderators",
        permissions=discord.Permissions(
            manage_guild=True, manage_messages=True, pin_messages=True, moderate_members=True
        ),
    )
    viewers = (
        server.add_member(env.create_user("ana", global_name="Ana (patient)")),
        server.add_member(env.create_user("mo", global_name="Mo (moderator)"), roles=[moderators]),
        server.add_member(env.create_user("sam", global_name="Sam (student)")),
    )
    return channels[channel], viewers


async def _until_ended(
    bot: PreviewBot, env: simcord.Env, page: simcord.Preview, stop: asyncio.Event
) -> None:
    ended = asyncio.create_task(page.wait_closed())
    stopped = asyncio.create_task(stop.wait())
    following = asyncio.create_task(follow(bot, env, Pages(page)))
    done, _ = await asyncio.wait((ended, stopped, following), return_when=asyncio.FIRST_COMPLETED)
    for task in (ended, stopped, following):
        task.cancel()
    if following in done:
        following.result()


async def follow(bot: PreviewBot, env: simcord.Env, pages: Pages) -> None:
    """Keep the pages up to date with the deck and with what the bot posts and edits by itself."""
    seen = 0
    stale = False
    while True:
        await asyncio.sleep(POLL_EVERY)
        if bot.catch_up():
            await bot.register_commands()
            stale = True
        requests = env.http_requests[seen:]
        seen += len(requests)
        stale |= any(
            each.method != "GET" and each.path.startswith("/channels/") for each in requests
        )
        if stale:
            stale = not await pages.refresh()
