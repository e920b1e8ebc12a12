"""The bot from its start to its shutdown, on simcord."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from unittest.mock import patch

import discord
import pytest
import yarl
from structlog.testing import capture_logs

from bot.deck.library import Library
from bot.deck.rules.cards import OTHER_COMMANDS
from bot.runtime.client import ImnmBot
from bot.store import Store
from tests.libraries import CARDS, library_over
from tests.simulation import Simulation, simulated

GUILD = 424242


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CARDS, tmp_path / "cards"))


@pytest.fixture
async def bot(cards: Path, tmp_path: Path) -> AsyncIterator[ImnmBot]:
    bot = ImnmBot(
        library_over(cards), Store(f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}"), shard_count=1
    )
    yield bot
    await bot.store.close()


def told(env: Simulation) -> list[str]:
    """Where the bot registered commands, in order."""
    return [
        each.path
        for each in env.http_requests
        if each.method == "PUT" and each.path.endswith("/commands")
    ]


def edit(cards: Path, old: str, new: str) -> None:
    card = cards / "en" / "subtypes.yaml"
    text = card.read_text()
    assert old in text
    card.write_text(text.replace(old, new, 1))


async def test_it_asks_for_servers_and_nothing_more(bot: ImnmBot) -> None:
    assert bot.intents == discord.Intents(guilds=True)
    assert bot.allowed_mentions is not None
    assert bot.allowed_mentions.to_dict() == {"parse": []}
    assert not bot.cached_messages
    assert isinstance(bot.activity, discord.Activity)
    assert bot.activity.name == "/imnm help"


async def test_an_ordinary_send_cannot_appear_twice_and_pings_nobody(bot: ImnmBot) -> None:
    async with simulated(bot) as env:
        channel = env.create_guild().create_text_channel("general")

        await bot.get_partial_messageable(channel.id).send("@everyone look")

        body = env.http_requests[-1].json
        assert body["nonce"]
        assert body["enforce_nonce"] is True
        assert body["allowed_mentions"] == {"parse": []}


async def test_a_gateway_that_never_answers_is_given_up(bot: ImnmBot) -> None:
    nowhere = yarl.URL("ws://127.0.0.1:9/")
    async with bot:
        bot.shard_count = 1
        with patch("discord.shard.asyncio.sleep"), pytest.raises(discord.GatewayNotFound):
            await bot.launch_shard(nowhere, 0)


@pytest.mark.long
async def test_commands_are_registered_at_the_first_start_and_not_at_the_second(
    bot: ImnmBot, cards: Path
) -> None:
    async with simulated(bot) as env:
        assert len(told(env)) == 1

        library = Library(cards)
        library.load()
        second = ImnmBot(library, bot.store, shard_count=1)
        await env.restart_bot(second)

        assert len(told(env)) == 1


async def test_one_server_can_have_the_commands_at_once(bot: ImnmBot, tmp_path: Path) -> None:
    both = ImnmBot(bot.library, bot.store, shard_count=1, command_guild_id=GUILD)

    async with simulated(both) as env:
        assert len(told(env)) == 2
        assert told(env)[1].endswith(f"/guilds/{GUILD}/commands")

        again = ImnmBot(bot.library, bot.store, shard_count=1, command_guild_id=GUILD)
        await env.restart_bot(again)

        assert len(told(env)) == 2


def restarted(bot: ImnmBot, guild_id: int | None) -> ImnmBot:
    """The bot of the next start, with another COMMAND_GUILD_ID."""
    library = Library(bot.library.folder)
    library.load()
    return ImnmBot(library, bot.store, shard_count=1, command_guild_id=guild_id)


async def names_in(bot: ImnmBot, guild_id: int | None) -> set[str]:
    scope = None if guild_id is None else discord.Object(guild_id)
    return {command.name for command in await bot.tree.fetch_commands(guild=scope)}


@pytest.mark.long
@pytest.mark.parametrize("then", [None, 434343])
async def test_a_server_that_is_no_longer_named_has_no_commands_of_its_own(
    bot: ImnmBot, then: int | None
) -> None:
    first = ImnmBot(bot.library, bot.store, shard_count=1, command_guild_id=GUILD)
    async with simulated(first) as env:
        assert "imnm" in await names_in(first, GUILD)

        second = restarted(bot, then)
        await env.restart_bot(second)

        assert await names_in(second, GUILD) == set()
        assert "imnm" in await names_in(second, None)
        assert await bot.store.servers.with_commands() == ({then} if then else set())

        count = len(told(env))
        await env.restart_bot(restarted(bot, then))
        assert len(told(env)) == count, "once is enough"


@pytest.mark.long
async def test_commands_that_could_not_be_cleared_are_cleared_at_the_next_start(
    bot: ImnmBot,
) -> None:
    first = ImnmBot(bot.library, bot.store, shard_count=1, command_guild_id=GUILD)
    async with simulated(first) as env:
        env.inject_error("PUT", f"/applications/*/guilds/{GUILD}/commands", status=403)
        with capture_logs() as logged:
            await env.restart_bot(restarted(bot, None))
        assert any(line["event"] == "commands not registered" for line in logged)
        assert await bot.store.servers.with_commands() == {GUILD}

        env.clear_faults()
        last = restarted(bot, None)
        await env.restart_bot(last)
        assert await names_in(last, GUILD) == set()


async def test_a_reload_leaves_no_command_of_a_server_behind(bot: ImnmBot, cards: Path) -> None:
    async with simulated(bot) as env:
        await bot.store.servers.note_commands(GUILD, discord.utils.utcnow())
        edit(cards, "summary: ", "summary: Newly put. ")
        assert await bot.reload()
        assert await bot.store.servers.with_commands() == set()
        assert len(told(env)) == 2, "there were none"


async def test_a_stale_command_of_a_server_is_answered_and_then_cleared(
    bot: ImnmBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an older version left it, which did not note where it had registered commands."""
    async with simulated(bot) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("general")
        ana = guild.add_member(env.create_user("ana"))
        scope = discord.Object(guild.id)
        bot.tree.copy_global_to(guild=scope)
        await bot.tree.sync(guild=scope)
        bot.tree.clear_commands(guild=scope)
        sent = env.record_interactions(monkeypatch)
        await ana.slash(channel, "imnm help")
        payload = dict(
            sent[-1], id=str(2**62), data={**sent[-1]["data"], "guild_id": str(guild.id)}
        )

        env.deliver(payload)
        await env.settle()

        assert await names_in(bot, guild.id) == set()
        assert await bot.store.servers.with_commands() == set()
        puts = [each for each in told(env) if f"/guilds/{guild.id}/" in each]
        assert len(puts) == 2, "by hand, and cleared"


async def test_a_server_that_the_bot_joins_later_has_its_commands_seen_to(bot: ImnmBot) -> None:
    both = ImnmBot(bot.library, bot.store, shard_count=1, command_guild_id=GUILD)
    async with simulated(both) as env:
        guild = env.create_guild()
        await both.store.servers.note_commands(guild.id, discord.utils.utcnow())
        joined = both.get_guild(guild.id)
        assert joined is not None
        await both.on_guild_join(joined)
        assert await both.store.servers.with_commands() == {GUILD}


@pytest.mark.long
async def test_a_refused_registration_is_logged_and_the_bot_serves_on(
    bot: ImnmBot, cards: Path
) -> None:
    async with simulated(bot) as env:
        env.inject_error("PUT", "/applications/*/commands", status=403)
        edit(cards, "summary: ", "summary: Newly put. ")

        with capture_logs() as logged:
            assert await bot.reload()

        assert any(line["event"] == "commands not registered" for line in logged)
        channel = env.create_guild().create_text_channel("general")
        ana = env.guild.add_member(env.create_user("ana"))
        assert (await ana.slash(channel, "imnm subtypes")).acknowledged


@pytest.mark.long
async def test_a_changed_card_shows_after_a_reload_without_registering_anew(
    bot: ImnmBot, cards: Path
) -> None:
    async with simulated(bot) as env:
        channel = env.create_guild().create_text_channel("general")
        ana = env.guild.add_member(env.create_user("ana"))
        edit(cards, "title: ", "title: Truly ")

        assert await bot.reload()

        answer = (await ana.slash(channel, "imnm subtypes")).response
        assert "Truly" in answer.embeds[0].title
        assert len(told(env)) == 1


@pytest.mark.long
async def test_a_new_summary_is_a_new_command_description_and_is_registered(
    bot: ImnmBot, cards: Path
) -> None:
    async with simulated(bot) as env:
        edit(cards, "summary: ", "summary: Newly put. ")

        assert await bot.reload()

        assert len(told(env)) == 2


@pytest.mark.long
async def test_a_card_that_loses_its_command_leaves_the_list_of_commands(
    bot: ImnmBot, cards: Path
) -> None:
    async with simulated(bot):
        edit(cards, "command: subtypes\n", "")

        assert await bot.reload()

        told_now = await bot.tree.fetch_commands()
        (imnm,) = [command for command in told_now if command.name == "imnm"]
        assert "subtypes" not in {option.name for option in imnm.options}


@pytest.mark.long
async def test_a_deck_that_changes_while_the_bot_sets_up_is_served_when_it_has(
    bot: ImnmBot, cards: Path
) -> None:
    edit(cards, "title: ", "title: Truly ")
    # A SIGHUP before the login.
    assert await bot.reload()

    async with simulated(bot) as env:
        channel = env.create_guild().create_text_channel("general")
        ana = env.guild.add_member(env.create_user("ana"))
        answer = (await ana.slash(channel, "imnm subtypes")).response
        assert "Truly" in answer.embeds[0].title
        assert len(told(env)) == 1


@pytest.mark.long
async def test_another_name_of_the_command_takes_the_place_of_the_old_one(
    bot: ImnmBot, cards: Path
) -> None:
    async with simulated(bot) as env:
        channel = env.create_guild().create_text_channel("general")
        ana = env.guild.add_member(env.create_user("ana"))
        info = cards / "deck.yaml"
        info.write_text(info.read_text().replace("command: imnm\n", "command: muscles\n"))

        assert await bot.reload()

        assert len(told(env)) == 2
        named = {each.name for each in await bot.tree.fetch_commands()}
        assert "muscles" in named
        assert "imnm" not in named
        assert bot.activity is not None
        assert bot.activity.name == "/muscles help"
        refused = (await ana.slash(channel, "muscles card", name="no such card")).response
        assert "`/muscles search`" in refused.content


async def test_no_command_of_a_deck_may_have_the_name_of_another_one(bot: ImnmBot) -> None:
    async with simulated(bot):
        commands = bot.tree.get_commands(type=discord.AppCommandType.chat_input)
        assert {each.name for each in commands} == {"imnm", *OTHER_COMMANDS}


async def test_an_unchanged_deck_is_not_reloaded(bot: ImnmBot) -> None:
    async with simulated(bot) as env:
        assert not await bot.reload()
        assert len(told(env)) == 1


@pytest.mark.long
async def test_a_faulty_deck_leaves_the_old_one_serving_and_logs_every_fault(
    bot: ImnmBot, cards: Path
) -> None:
    async with simulated(bot) as env:
        channel = env.create_guild().create_text_channel("general")
        ana = env.guild.add_member(env.create_user("ana"))
        edit(cards, "title: ", "title: Wrongly ")
        edit(cards, "group: ", "group: no-such-")
        (cards / "en" / "hmgcr.yaml").write_text("id: [", encoding="utf-8")

        with capture_logs() as logged:
            assert not await bot.reload()

        faults = [line["fault"] for line in logged if line["event"] == "deck fault"]
        assert any(fault.startswith("en/subtypes.yaml:") for fault in faults)
        assert any(fault.startswith("en/hmgcr.yaml:") for fault in faults)
        assert all("\n" not in fault for fault in faults)
        answer = (await ana.slash(channel, "imnm subtypes")).response
        assert "Wrongly" not in answer.embeds[0].title


async def test_servers_are_remembered_while_the_bot_is_in_them(bot: ImnmBot) -> None:
    async with simulated(bot) as env:
        first = env.create_guild("first")
        second = env.create_guild("second")
        await env.settle()
        assert await bot.store.servers.present() == {first.id, second.id}

        guild = bot.get_guild(first.id)
        assert guild is not None
        await guild.leave()
        await env.settle()

        assert await bot.store.servers.present() == {second.id}


async def test_a_server_left_while_the_bot_was_away_is_noticed_at_the_next_start(
    bot: ImnmBot,
) -> None:
    await bot.store.start()
    await bot.store.servers.joined(77, discord.utils.utcnow())

    async with simulated(bot) as env:
        guild = env.create_guild()
        await env.settle()

        assert await bot.store.servers.present() == {guild.id}


async def test_a_failing_event_is_logged_with_its_trace_under_a_reference(
    bot: ImnmBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise LookupError("the store's inside")

    monkeypatch.setattr(bot.store.servers, "joined", fail)
    with capture_logs() as logged:
        async with simulated(bot, check_errors=False) as env:
            env.create_guild()
            await env.settle()

    (line,) = [each for each in logged if each["event"] == "event failed"]
    assert line["handler"] == "on_guild_available"
    assert len(line["reference"]) == 6
    assert isinstance(line["exc_info"], LookupError)


async def test_shutting_down_finishes_what_was_accepted(bot: ImnmBot) -> None:
    async with bot:
        finished = asyncio.Event()

        async def work() -> None:
            await asyncio.sleep(0.2)
            finished.set()

        tasks = [
            asyncio.create_task(work(), name=name)
            for name in ("CommandTree-invoker", "discord-ui-dynamic-item-Press-c1:x:plain")
        ]

        assert await bot.shut_down(60)

        assert finished.is_set()
        assert all(task.done() and not task.cancelled() for task in tasks)
        assert bot.is_closed()


async def test_what_takes_too_long_is_cut_off(
    bot: ImnmBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bot:
        loop = asyncio.get_running_loop()
        slow = asyncio.create_task(asyncio.sleep(7200), name="CommandTree-invoker")
        shutting_down = asyncio.create_task(bot.shut_down(3600))
        await asyncio.sleep(0)
        # Nine tenths of the hour are over at once, and the rest is enough for any machine.
        monkeypatch.setattr(loop, "time", lambda now=loop.time: now() + 0.9 * 3600)

        assert not await shutting_down

        with pytest.raises(asyncio.CancelledError):
            await slow
