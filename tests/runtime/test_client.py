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


async def test_a_new_summary_is_a_new_command_description_and_is_registered(
    bot: ImnmBot, cards: Path
) -> None:
    async with simulated(bot) as env:
        edit(cards, "summary: ", "summary: Newly put. ")

        assert await bot.reload()

        assert len(told(env)) == 2


async def test_a_card_that_loses_its_command_leaves_the_list_of_commands(
    bot: ImnmBot, cards: Path
) -> None:
    async with simulated(bot):
        edit(cards, "command: subtypes\n", "")

        assert await bot.reload()

        told_now = await bot.tree.fetch_commands()
        (imnm,) = [command for command in told_now if command.name == "imnm"]
        assert "subtypes" not in {option.name for option in imnm.options}


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


async def test_an_unchanged_deck_is_not_reloaded(bot: ImnmBot) -> None:
    async with simulated(bot) as env:
        assert not await bot.reload()
        assert len(told(env)) == 1


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
