"""The bot: what it asks of Discord, how it starts, reloads its deck and winds down."""

from __future__ import annotations

import asyncio
import secrets
import sys
from datetime import timedelta

import discord
import structlog

from bot.deck.library import Library
from bot.errors import BotError, DeckError
from bot.features.cards.commands import add_imnm_commands
from bot.features.daily.job import DailyQuestions
from bot.features.pins.refresher import PinRefresher
from bot.features.privacy.housekeeping import Housekeeping
from bot.features.quiz.manager import QuizManager
from bot.features.review.reminders import Reminders
from bot.features.settings.me import tell_reminders_stopped
from bot.runtime.command_sync import register
from bot.runtime.commands import add_commands, answer_form
from bot.runtime.discord_patches import (
    PatchedClient,
    PatchedCommandTree,
    api_base,
    interaction_tasks,
)
from bot.store import Store
from bot.ui.command_tree import BotCommandTree
from bot.ui.context import Service
from bot.ui.discord_errors import TRANSPORT_ERRORS

log = structlog.get_logger(__name__)

PRESENCE = "/imnm help"
RETENTION = timedelta(days=730)
"""How long an answer has a person, unless told otherwise."""


class DiscordUnavailable(BotError):
    """Discord cannot be reached or refuses the bot, and asking again would not help.

    The text is one plain sentence for whoever runs the bot.
    """


class ImnmBot(PatchedClient):
    """discord.py's client with the least that the bot needs: servers, and no member or message."""

    def __init__(
        self,
        library: Library,
        store: Store,
        *,
        command_guild_id: int | None = None,
        retention: timedelta = RETENTION,
        shard_count: int | None = None,
    ) -> None:
        """The library must have been loaded; the store is started by :meth:`setup_hook`."""
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            status=discord.Status.online,
            activity=discord.Activity(type=discord.ActivityType.listening, name=PRESENCE),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            # Nothing here needs the list of servers to be complete before it can answer.
            guild_ready_timeout=0.0,
            shard_count=shard_count,
        )
        self.library = library
        self.store = store
        self.tree: BotCommandTree = PatchedCommandTree(self)
        self.quiz_manager = QuizManager(self, library, store)
        self.reminders = Reminders(self, library, store)
        self.daily_questions = DailyQuestions(self, library, store)
        self.pin_refresher = PinRefresher(self, library, store)
        self.housekeeping = Housekeeping(store, retention)
        self._services = (
            self.quiz_manager,
            self.reminders,
            self.daily_questions,
            self.pin_refresher,
            self.housekeeping,
        )
        self._command_guild = None if command_guild_id is None else discord.Object(command_guild_id)
        self._linked: set[int] = set()
        self._reloading = asyncio.Lock()

    # -- starting

    async def setup_hook(self) -> None:
        await self.store.start()
        add_commands(self)
        await self.register_commands()
        await self.quiz_manager.resume()
        await self.plan_reminders()
        await self.plan_daily_questions()
        self.pin_refresher.wake()

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        """Log in and stay connected until :meth:`close`; raise :class:`DiscordUnavailable`."""
        try:
            await super().start(token, reconnect=reconnect)
        except discord.LoginFailure:
            raise DiscordUnavailable(
                "Discord refuses the token: make a new one in the developer portal."
            ) from None
        except discord.PrivilegedIntentsRequired:
            raise DiscordUnavailable(
                "Discord refuses the intents (4014): the bot asks for none that are privileged, "
                "so check the application in the developer portal."
            ) from None
        except discord.ConnectionClosed as closed:
            why = (
                "Discord refuses the token (4004): make a new one in the developer portal."
                if closed.code == 4004
                else f"Discord closed the connection for good (code {closed.code})."
            )
            raise DiscordUnavailable(why) from None
        except discord.HTTPException as refusal:
            raise DiscordUnavailable(
                f"Discord does not let the bot in: HTTP {refusal.status}."
            ) from None
        except discord.GatewayNotFound:
            raise DiscordUnavailable("Discord's gateway cannot be reached.") from None
        except TRANSPORT_ERRORS:
            raise DiscordUnavailable(f"Discord cannot be reached at {api_base()}.") from None

    async def register_commands(self) -> None:
        """Make Discord's list of commands ours, where it differs.

        A refusal is logged and the bot goes on: the commands that Discord knows still work.
        """
        scopes: list[discord.Object | None] = [None]
        if self._command_guild is not None:
            self.tree.clear_commands(guild=self._command_guild)
            self.tree.copy_global_to(guild=self._command_guild)
            scopes.append(self._command_guild)
        for scope in scopes:
            where = "everywhere" if scope is None else f"server {scope.id}"
            try:
                told = await register(self.tree, scope)
            except (discord.HTTPException, discord.app_commands.CommandSyncFailure) as refusal:
                log.error("commands not registered", where=where, why=str(refusal))  # noqa: TRY400
            else:
                log.info("commands registered" if told else "commands unchanged", where=where)

    # -- what handlers use (bot.ui.context.BotClient)

    def service(self, kind: type[Service]) -> Service:
        for each in self._services:
            if isinstance(each, kind):
                return each
        raise LookupError(kind.__name__)

    async def plan_reminders(self) -> None:
        await self.reminders.plan()

    async def plan_daily_questions(self) -> None:
        await self.daily_questions.plan()

    # -- while it runs

    def read_deck(self) -> bool:
        """Read the deck again, blocking; true if another one serves now.

        A faulty deck leaves the old one serving and has every fault logged.
        """
        try:
            return self.library.reload()
        except DeckError as error:
            for fault in error.faults:
                log.error("deck fault", fault=str(fault))  # noqa: TRY400
            log.error("deck not reloaded, the old one serves on")  # noqa: TRY400
            return False

    async def reload(self) -> bool:
        """Read the deck in a thread and register its commands; true if another one serves now."""
        async with self._reloading:
            if not await asyncio.to_thread(self.read_deck):
                return False
            add_imnm_commands(self.tree, self.library)
            self.pin_refresher.wake()
            await self.register_commands()
            log.info("deck reloaded", version=self.library.deck.info.version)
            return True

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await answer_form(interaction)

    async def on_app_command_completion(
        self, interaction: discord.Interaction, _command: object
    ) -> None:
        await tell_reminders_stopped(interaction)

    def is_linked(self) -> bool:
        """Whether each shard has a session with Discord; an open socket alone hears nothing."""
        return (
            self.is_ready()
            and self._linked >= self.shards.keys()
            and not any(shard.is_closed() for shard in self.shards.values())
        )

    async def on_shard_disconnect(self, shard_id: int) -> None:
        self._linked.discard(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        self._linked.add(shard_id)

    async def on_shard_ready(self, shard_id: int) -> None:
        self._linked.add(shard_id)
        log.info("ready", shard=shard_id, servers=len(self.guilds))

    async def on_ready(self) -> None:
        try:
            await self._note_servers()
        finally:
            # Only now: a server that has taken the bot back meanwhile keeps what it had set.
            self.housekeeping.start()
        # One that was left and joined again while nobody looked wants its question as before.
        await self.plan_daily_questions()

    async def _note_servers(self) -> None:
        here = {guild.id for guild in self.guilds}
        known, now = await self.store.servers.present(), discord.utils.utcnow()
        for guild_id in known - here:
            await self.store.servers.left(guild_id, now)
        # discord.py drops what it is told of servers in the moment after READY.
        await asyncio.gather(*(self.store.servers.joined(each, now) for each in here - known))
        if here - known:
            # One may have taken the bot back: its pins were passed over at the start.
            self.pin_refresher.wake()

    async def on_guild_available(self, guild: discord.Guild) -> None:
        # Said of every server at each start: one that was joined meanwhile is noted now.
        await self.store.servers.joined(guild.id, discord.utils.utcnow())

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self.store.servers.joined(guild.id, discord.utils.utcnow())
        # If it has come back, the deck may have changed under the pins that it left there.
        self.pin_refresher.wake()
        await self.plan_daily_questions()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self.store.servers.left(guild.id, discord.utils.utcnow())

    async def on_error(self, event_method: str, /, *_args: object, **_kwargs: object) -> None:
        reference = secrets.token_hex(3).upper()
        log.error(
            "event failed", handler=event_method, reference=reference, exc_info=sys.exception()
        )

    # -- stopping

    async def wind_down(self, within: float) -> bool:
        """Take nothing new, finish what was accepted, close; all in ``within`` seconds.

        False if something had to be cut off. Raises :class:`TimeoutError` when even the closing
        takes too long.
        """
        async with asyncio.timeout(within):
            self.pin_refresher.close()
            # The gateway first: no more can arrive, while answers still go out over HTTP.
            leaving = [asyncio.create_task(each.disconnect()) for each in self.shards.values()]
            accepted = interaction_tasks()
            accepted.append(asyncio.create_task(self.quiz_manager.close()))
            accepted.append(asyncio.create_task(self.daily_questions.close()))
            _, late = await asyncio.wait(accepted, timeout=within * 0.8)
            for task in late:
                task.cancel()
            if leaving:
                await asyncio.wait(leaving, timeout=within * 0.1)
            await self.close()
        return not late

    async def close(self) -> None:
        self.reminders.close()
        self.daily_questions.stop()
        self.housekeeping.close()
        self.pin_refresher.close()
        await super().close()
        await self.store.close()
