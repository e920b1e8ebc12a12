"""The bot's client: how it starts, reloads its deck, follows its servers and shuts down."""

from __future__ import annotations

import asyncio
import secrets
import sys
from datetime import date, timedelta

import discord
import structlog

from bot.deck.library import Library
from bot.errors import DeckError, StoreError
from bot.features.cards.commands import add_card_commands
from bot.features.daily.job import DailyQuestions
from bot.features.open_quiz.job import OpenQuizJob
from bot.features.pins.changes import PinChanges
from bot.features.pins.refresher import PinRefresher
from bot.features.privacy.clock_watch import ClockWatch
from bot.features.privacy.elsewhere import ErasuresElsewhere
from bot.features.privacy.housekeeping import Housekeeping
from bot.features.quiz.runner import QuizManager
from bot.features.quiz.threads import remove_unused_threads
from bot.features.reports.job import ModeratorReports
from bot.features.review.reminders import Reminders
from bot.features.settings.me import may_have_stopped_reminders, tell_reminders_stopped
from bot.features.settings.server import may_have_stopped_daily, tell_daily_stopped
from bot.features.welcome.greeter import Greeter
from bot.runtime.commands import (
    add_commands,
    answer_control,
    find_command_guild,
    learn_ids,
    register,
)
from bot.runtime.decks_elsewhere import DecksElsewhere
from bot.runtime.discord_patches import PatchedClient, PatchedCommandTree, interaction_tasks
from bot.runtime.gateway import is_answered
from bot.runtime.unavailable import DiscordUnavailable, explain
from bot.store import Store
from bot.store.ownership import shard_of
from bot.ui.command_tree import BotCommandTree
from bot.ui.context import Service
from bot.ui.discord_errors import TRANSPORT_ERRORS

log = structlog.get_logger(__name__)

PRESENCE = "/{group} help"
RETENTION = timedelta(days=730)
"""How long an answer keeps the id of its person, unless ``RETENTION_DAYS`` says otherwise."""
ACCEPTED_WITHIN = 1.0
"""Seconds for what was accepted of a shard that another process waits for."""
HAND_OVER_WITHIN = 0.7
"""The part of a shutdown in which others may take the shards."""


class ImnmBot(PatchedClient):
    """discord.py's client with no more than the bot needs: servers, but no members or messages."""

    def __init__(
        self,
        library: Library,
        store: Store,
        *,
        command_guild_id: int | None = None,
        retention: timedelta = RETENTION,
        clock_confirmed: date | None = None,
        shard_count: int | None = None,
    ) -> None:
        """The library must have been loaded; the store is started by :meth:`setup_hook`."""
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            status=discord.Status.online,
            activity=_make_presence(library),
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
        self.erasures_elsewhere = ErasuresElsewhere(store, self.quiz_manager)
        self._decks_elsewhere = DecksElsewhere(store, self.read_again)
        self.reminders = Reminders(self, library, store)
        self.daily_questions = DailyQuestions(self, library, store)
        self.open_quizzes = OpenQuizJob(self, library, store)
        self.moderator_reports = ModeratorReports(self, library, store)
        self.pin_refresher = PinRefresher(self, library, store)
        self.pin_changes = PinChanges(self, library, store, self.pin_refresher)
        self.greeter = Greeter(self, self.tree, library, store)
        self.clock_watch = ClockWatch(store, clock_confirmed)
        self.housekeeping = Housekeeping(store, self.clock_watch, retention)
        self._services = (
            self.quiz_manager,
            self.reminders,
            self.daily_questions,
            self.open_quizzes,
            self.moderator_reports,
            self.pin_refresher,
            self.pin_changes,
            self.greeter,
            self.housekeeping,
        )
        self._command_guild = None if command_guild_id is None else discord.Object(command_guild_id)
        self._began = discord.utils.utcnow()
        self._connected_shards: set[int] = set()
        self._unheard: set[int] = set()
        """Servers that are new and of which Discord has not told anything yet."""
        self._reloading = asyncio.Lock()
        self._registering = asyncio.Lock()
        self._found_stale: set[int] = set()
        self._set_up = False
        self._keeper = None
        if store.shared:
            # Not loaded where one process has all shards.
            from bot.runtime.shard_keeper import ShardKeeper  # noqa: PLC0415

            self._keeper = ShardKeeper(self, store.ownership, store.url, adapts=shard_count is None)
            self.share_shards_by(self._keeper.begin, self._keeper.admits)

    # -- starting

    async def setup_hook(self) -> None:
        await self.store.start()
        self._set_up = True
        await self.clock_watch.start()
        add_commands(self)
        if self._keeper is None:
            await self.register_commands()
            await self.take_up()
        else:
            await learn_ids(self.tree)

    # -- what follows the servers that are ours (bot.runtime.shard_client.ShardClient)

    async def take_up(self) -> None:
        """Go on with what the servers that are ours wait for: at the start, and for new ones."""
        await self.quiz_manager.resume()
        await self.plan_reminders()
        await self.plan_daily_questions()
        await self.open_quizzes.resume()
        await self.moderator_reports.resume()
        self.pin_changes.resume()

    async def put_down(self) -> None:
        """Finish what is under way for servers that are no longer ours, and begin nothing there."""
        await self.quiz_manager.let_go()
        # Each waits for the run that is under way.
        await self.plan_reminders()
        await self.plan_daily_questions()
        await self.open_quizzes.plan()
        await self.moderator_reports.plan()

    async def lead(self) -> None:
        """Do what one process does for all."""
        await self.register_commands()
        self.housekeeping.start()

    def follow(self) -> None:
        """Leave to another process what one does for all."""
        self.housekeeping.stop()

    async def finish_accepted(self) -> None:
        """Wait a moment for the interactions that are being answered."""
        if tasks := interaction_tasks():
            await asyncio.wait(tasks, timeout=ACCEPTED_WITHIN)

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        """Log in and stay connected until :meth:`close`; raise :class:`DiscordUnavailable`."""
        try:
            await super().start(token, reconnect=reconnect)
        except (discord.DiscordException, *TRANSPORT_ERRORS) as error:
            reason = explain(error, token)
            if reason is None:
                raise
            raise DiscordUnavailable(reason) from None

    async def register_commands(self) -> None:
        """Register the commands with Discord where it knows others, and clear those left behind.

        A refusal is logged and the bot goes on: the commands that Discord knows still work.
        """
        async with self._registering:
            await self._register(None)
            own = self._command_guild
            try:
                if own is not None:
                    # Noted first: whatever comes in between, they can be cleared.
                    await self.store.servers.note_commands(own.id, discord.utils.utcnow())
                    self.tree.clear_commands(guild=own)
                    self.tree.copy_global_to(guild=own)
                    await self._register(own)
                for guild_id in await self.store.servers.with_commands():
                    if own is None or guild_id != own.id:
                        await self._clear_commands(guild_id)
            except StoreError as trouble:
                log.error("commands of servers left as they are", why=trouble.reason)  # noqa: TRY400

    async def _register(self, scope: discord.Object | None) -> bool:
        """Register the commands of a server, or everybody's; return False if Discord refuses."""
        where = "everywhere" if scope is None else f"server {scope.id}"
        try:
            registered = await register(self.tree, scope)
        except discord.HTTPException as refusal:
            log.error("commands not registered", where=where, why=str(refusal))  # noqa: TRY400
            return False
        log.info("commands registered" if registered else "commands unchanged", where=where)
        return True

    async def _clear_commands(self, guild_id: int) -> None:
        """Clear the commands of one server: everybody's are there as well, so it has each twice.

        Where Discord refuses, as where the bot is no longer, it is tried again at the next start.
        """
        scope = discord.Object(guild_id)
        self.tree.clear_commands(guild=scope)
        if await self._register(scope):
            await self.store.servers.commands_cleared(guild_id)

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
        """Read the deck again, blocking; return whether it changed.

        Of a faulty deck every fault is logged, and the old deck stays.
        """
        try:
            changed = self.library.reload()
        except DeckError as error:
            for fault in error.faults:
                log.error("deck fault", fault=str(fault))  # noqa: TRY400
            log.error("deck not reloaded, the old one serves on")  # noqa: TRY400
            return False
        self.library.save()
        return changed

    def apply_deck(self) -> None:
        """Bring commands and pins in line with the deck that was read; register nothing."""
        add_card_commands(self.tree, self.library)
        self.pin_refresher.wake()

    async def reload(self) -> bool:
        """Read the deck again, as all other processes do then; return whether it changed."""
        if changed := await self.read_again():
            await self._decks_elsewhere.tell()
        return changed

    async def read_again(self) -> bool:
        """Read the deck in a thread and register its commands; return whether it changed."""
        async with self._reloading:
            if not await asyncio.to_thread(self.read_deck):
                return False
            # Before that, setting up takes the deck as it is by then.
            if self._set_up:
                self.apply_deck()
                await self.register_commands()
                await self._show_presence()
            log.info("deck reloaded", version=self.library.deck.info.version)
            return True

    async def _show_presence(self) -> None:
        """Show the command of the deck beside the bot's name if it is another one."""
        presence = _make_presence(self.library)
        if self.activity is None or self.activity.name != presence.name:
            # The next connection begins with it.
            self.activity = presence
            if self.is_connected():
                await self.change_presence(activity=presence)

    def heeds(self, interaction: discord.Interaction) -> bool:
        return super().heeds(interaction) or find_command_guild(interaction) is not None

    def heeds_completion(self, interaction: discord.Interaction) -> bool:
        return may_have_stopped_reminders(interaction) or may_have_stopped_daily(interaction)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await answer_control(interaction)
        await self._clear_stale_command(interaction)

    async def _clear_stale_command(self, interaction: discord.Interaction) -> None:
        """Clear a server's own commands if one was used that nobody knows to be registered there.

        An older version of the bot did not note where it had registered them.
        """
        guild_id = find_command_guild(interaction)
        own = None if self._command_guild is None else self._command_guild.id
        if guild_id is None or guild_id == own or guild_id in self._found_stale:
            return
        self._found_stale.add(guild_id)
        await self.store.servers.note_commands(guild_id, discord.utils.utcnow())
        await self.register_commands()

    async def on_app_command_completion(
        self, interaction: discord.Interaction, _command: object
    ) -> None:
        await tell_reminders_stopped(interaction)
        await tell_daily_stopped(interaction)

    def is_connected(self) -> bool:
        """Return whether each shard has a session that answers its heartbeats.

        An open socket alone delivers no events.
        """
        return (
            self.is_ready()
            and (self._keeper is None or self._keeper.holds_its_share)
            and self._connected_shards >= self.shards.keys()
            and not any(shard.is_closed() for shard in self.shards.values())
            and all(is_answered(shard) for shard in self.shards.values())
        )

    async def on_shard_disconnect(self, shard_id: int) -> None:
        self._connected_shards.discard(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        self._connected_shards.add(shard_id)

    async def on_shard_ready(self, shard_id: int) -> None:
        self._connected_shards.add(shard_id)
        log.info("ready", shard=shard_id, servers=len(self.guilds))
        if self._keeper is not None:
            await self._note_servers({shard_id})

    async def on_ready(self) -> None:
        if self._keeper is not None:
            # At no moment are all shards there.
            return
        try:
            await self._note_servers(set(self.shards))
        finally:
            # Only now: a server that has added the bot again meanwhile keeps its settings.
            self.housekeeping.start()
        # A server that was left and joined again while the bot was away wants its question again.
        await self.plan_daily_questions()
        for guild in self.guilds:
            await remove_unused_threads(guild, self.store, self._began)

    async def _note_servers(self, shards: set[int]) -> None:
        """Note which servers of these shards the bot is in, as their sessions have said."""
        count, now = self.shard_count or 1, discord.utils.utcnow()
        here = {guild.id for guild in self.guilds if guild.shard_id in shards}
        present = await self.store.servers.present()
        known = {each for each in present if shard_of(each, count) in shards}
        # What a READY that could not be read left out may still be there: their events follow.
        gone = known - here if self.knows_servers else set()
        for guild_id in gone:
            await self.store.servers.left(guild_id, now)
        # discord.py drops the events about servers that arrive right after READY.
        await asyncio.gather(*(self.store.servers.joined(each, now) for each in here - known))
        if here - known:
            # One may have added the bot again: its pins were left out at the start.
            self.pin_refresher.wake()
        self._unheard |= here - known
        for guild in self.guilds:
            await self._greet_unheard(guild)

    async def _greet_unheard(self, guild: discord.Guild) -> None:
        """Greet a server that READY has named for the first time, once Discord has told of it."""
        if guild.id in self._unheard and not guild.unavailable:
            self._unheard.discard(guild.id)
            await self.greeter.greet_if_new(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        # Arrives for every server at each start: one that was joined meanwhile is noted now.
        if self.store.ownership.covers(guild.id):
            await self.store.servers.joined(guild.id, discord.utils.utcnow())
            await remove_unused_threads(guild, self.store, self._began)
        await self._greet_unheard(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self.store.servers.joined(guild.id, discord.utils.utcnow())
        if guild.id in await self.store.servers.with_commands():
            # While the bot was not here, Discord took no commands for it.
            await self.register_commands()
        # If the bot was here before, the deck may have changed since it posted its pins.
        self.pin_refresher.wake()
        await self.plan_daily_questions()
        await self.greeter.greet(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self.store.servers.left(guild.id, discord.utils.utcnow())

    async def on_error(self, event_method: str, /, *_args: object, **_kwargs: object) -> None:
        reference = secrets.token_hex(3).upper()
        log.error(
            "event failed", handler=event_method, reference=reference, exc_info=sys.exception()
        )

    # -- stopping

    async def shut_down(self, within: float) -> bool:
        """Accept nothing new, finish what was accepted and close, all in ``within`` seconds.

        Return False if something had to be cut off. Raise :class:`TimeoutError` if closing takes
        too long.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        async with asyncio.timeout_at(end):
            if self._keeper is not None:
                await self._keeper.leave(within * HAND_OVER_WITHIN)
                within = end - loop.time()
            self.pin_refresher.close()
            self.pin_changes.close()
            # The gateway first: no more can arrive, while answers still go out over HTTP.
            closing = [asyncio.create_task(each.disconnect()) for each in self.shards.values()]
            accepted = interaction_tasks()
            accepted.append(asyncio.create_task(self.quiz_manager.close()))
            accepted.append(asyncio.create_task(self.erasures_elsewhere.close()))
            accepted.append(asyncio.create_task(self.daily_questions.close()))
            accepted.append(asyncio.create_task(self.open_quizzes.close()))
            accepted.append(asyncio.create_task(self.moderator_reports.close()))
            _, late = await asyncio.wait(accepted, timeout=within * 0.8)
            for task in late:
                task.cancel()
            if closing:
                await asyncio.wait(closing, timeout=within * 0.1)
            await self.close()
        return not late

    async def close(self) -> None:
        self.reminders.close()
        self.daily_questions.stop()
        self.open_quizzes.stop()
        self.moderator_reports.stop()
        self.housekeeping.close()
        self._decks_elsewhere.close()
        self.clock_watch.close()
        self.pin_refresher.close()
        self.pin_changes.close()
        await super().close()
        if self._keeper is not None:
            await self._keeper.close()
        await self.store.close()


def _make_presence(library: Library) -> discord.Activity:
    name = PRESENCE.format(group=library.whole.info.command)
    return discord.Activity(type=discord.ActivityType.listening, name=name)
