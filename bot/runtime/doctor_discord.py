"""``imnm-bot doctor``, as far as Discord is asked: token, clock, commands, rights in servers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp
import discord

from bot import __version__
from bot.deck.library import Library
from bot.runtime.client import ImnmBot
from bot.runtime.commands import add_commands, differ
from bot.runtime.verdicts import Health, Verdict
from bot.settings import Settings, SettingsError, read_token
from bot.store import Store
from bot.ui.permissions import NEEDED

DISCORD: Final = "https://discord.com/api/v10"
PATIENCE: Final = aiohttp.ClientTimeout(total=15)
SERVERS_AT_ONCE: Final = 200
"""Discord's limit for one page of ``/users/@me/guilds``."""
CLOCK_OFF, CLOCK_WRONG = 5.0, 60.0
"""Seconds between this clock and Discord's. Discord waits three for an answer."""


async def examine_discord(settings: Settings, library: Library | None) -> AsyncIterator[Verdict]:
    """Ask Discord whether it takes the token, and what it knows of the bot; change nothing there.

    Without a ``library``, which has faults then, the commands are not compared.
    """
    try:
        token = read_token(settings).get_secret_value()
    except SettingsError as error:
        yield Verdict("Token", Health.WRONG, str(error))
        return
    async with _ask(settings.discord_api_url or DISCORD, token) as get:
        try:
            application, headers = await get("/applications/@me")
            yield Verdict("Token", Health.RIGHT, "Discord accepts it.")
            if clock := _compare_clocks(headers, datetime.now(UTC)):
                yield clock
            yield _count_starts((await get("/gateway/bot"))[0])
            yield await _compare_commands(get, application["id"], settings, library)
            yield await _examine_rights(get)
        except aiohttp.ClientResponseError as error:
            if error.status in {401, 403}:
                yield Verdict(
                    "Token",
                    Health.WRONG,
                    "Discord refuses it.",
                    "Reset it in the developer portal, under Bot, and set the new one.",
                )
            else:
                yield Verdict("Discord", Health.WRONG, f"It answers with HTTP {error.status}.")
        except (aiohttp.ClientError, TimeoutError) as error:
            yield Verdict(
                "Discord",
                Health.WRONG,
                f"It cannot be reached ({type(error).__name__}).",
                "Look at the network, the proxy and DISCORD_API_URL.",
            )


@asynccontextmanager
async def _ask(base: str, token: str) -> AsyncIterator[Any]:
    """Give a function that gets a path and returns the JSON and the headers.

    It raises :class:`aiohttp.ClientResponseError` for any answer but a success.
    """
    headers = {
        "Authorization": f"Bot {token}",
        "User-Agent": f"DiscordBot (imnm-bot, {__version__})",
    }
    async with aiohttp.ClientSession(headers=headers, timeout=PATIENCE) as session:

        async def get(path: str) -> tuple[Any, Mapping[str, str]]:
            async with session.get(base + path, raise_for_status=True) as answer:
                return await answer.json(content_type=None), answer.headers

        yield get


def _compare_clocks(headers: Mapping[str, str], now: datetime) -> Verdict | None:
    if (said := headers.get("Date")) is None:
        return None
    off = abs((now - parsedate_to_datetime(said)).total_seconds())
    told = f"{off:.0f} s from Discord's"
    if off < CLOCK_OFF:
        return Verdict("Clock", Health.RIGHT, told)
    grade = Health.WRONG if off > CLOCK_WRONG else Health.LOOK
    return Verdict("Clock", grade, told, "Switch on the system's time synchronisation (NTP).")


def _count_starts(gateway: Any) -> Verdict:  # noqa: ANN401 - JSON
    left = gateway["session_start_limit"]["remaining"]
    said = f"{left} session starts left, {gateway['shards']} shard(s) recommended"
    if not left:
        return Verdict("Gateway", Health.WRONG, said, "The bot waits until Discord allows one.")
    return Verdict("Gateway", Health.RIGHT, said)


async def _compare_commands(
    get: Any,  # noqa: ANN401 - see _ask
    application: str,
    settings: Settings,
    library: Library | None,
) -> Verdict:
    if library is None:
        return Verdict("Commands", Health.LOOK, "Not looked at: the deck has faults.")
    theirs, _ = await get(f"/applications/{application}/commands?with_localizations=true")
    bot = ImnmBot(library, Store(settings.database_url))
    add_commands(bot)
    ours = [command.to_dict(bot.tree) for command in bot.tree.get_commands()]
    if differ(ours, theirs):
        return Verdict(
            "Commands",
            Health.LOOK,
            f"Discord knows {len(theirs)}, not as this version has them ({len(ours)}).",
            "The next start registers them.",
        )
    return Verdict(
        "Commands", Health.RIGHT, f"{len(ours)} are registered as this version has them."
    )


async def _examine_rights(get: Any) -> Verdict:  # noqa: ANN401 - see _ask
    """Count the servers that give fewer rights than the invitation asks for, by right."""
    servers: list[Any] = []
    while True:
        after = f"&after={servers[-1]['id']}" if servers else ""
        page, _ = await get(f"/users/@me/guilds?limit={SERVERS_AT_ONCE}{after}")
        servers += page
        if len(page) < SERVERS_AT_ONCE:
            break
    if not servers:
        return Verdict(
            "Servers", Health.LOOK, "The bot is in none.", "Invite it: see docs/installing.md."
        )
    lacking: dict[str, int] = {}
    for server in servers:
        given = discord.Permissions(int(server["permissions"]))
        if not given.administrator:
            for name, wanted in NEEDED:
                if wanted and not getattr(given, name):
                    lacking[name] = lacking.get(name, 0) + 1
    if lacking:
        said = ", ".join(
            f"{name.replace('_', ' ')} in {count}" for name, count in sorted(lacking.items())
        )
        return Verdict(
            "Servers",
            Health.LOOK,
            f"In {len(servers)}. Missing rights: {said}.",
            "Give them to the bot's role in the settings of those servers.",
        )
    return Verdict("Servers", Health.RIGHT, f"In {len(servers)}, with all rights in each.")
