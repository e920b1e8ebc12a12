"""Pins over real sockets: made, killed, and brought up to date by the next process."""

import shutil
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.deck.model import Level
from bot.store import Pin, Store
from tests.live.conftest import Community, forgive
from tests.live.process import ROOT, started, until
from tests.live.rights import PIN_MESSAGES, USUAL
from tests.live.server import DiscordServer
from tests.live.world import Channel, Message

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused")]


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "cards", tmp_path / "cards"))


@pytest.fixture
def environment(cards: Path) -> dict[str, str]:
    return {"CARDS_DIR": str(cards)}


def rename(cards: Path, title: str) -> None:
    file = cards / "en" / "subtypes.yaml"
    text = file.read_text()
    start = text.index("title: ")
    end = text.index("\n", start)
    file.write_text(f"{text[:start]}title: {title}{text[end:]}")


def allow_pins(discord: DiscordServer, community: Community) -> None:
    for who in (discord.world.bot, community.ana):
        community.guild.members[who.id] = USUAL | PIN_MESSAGES


def title(message: Message) -> str:
    return message.embeds[0]["title"].partition(" ")[2]


@pytest.mark.long
async def test_a_pin_outlives_a_kill_and_follows_the_deck(
    discord: DiscordServer,
    community: Community,
    cards: Path,
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    allow_pins(discord, community)
    async with started(discord, tmp_path / "home", environment=environment) as bot:
        asked = await discord.slash(
            community.ana, community.general, "pin card", card="subtypes", level="clinical"
        )
        await until(lambda: "Pinned" in asked.text)
        (pinned,) = (community.general.messages[each] for each in community.general.pins)
        await bot.kill()
    rename(cards, "Changed while it was dead")
    async with started(discord, tmp_path / "home", environment=environment) as bot:
        await until(lambda: title(pinned) == "Changed while it was dead")
        rename(cards, "Changed while it ran")
        bot.send(signal.SIGHUP)
        await until(lambda: title(pinned) == "Changed while it ran")
        opened = await discord.click(community.ana, pinned, "c1:subtypes:plain")
        assert opened.private


async def test_without_the_right_nothing_is_posted(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    async with started(discord, tmp_path / "home"):
        refused = await discord.slash(community.ana, community.general, "pin board")
        assert "You need the permission Pin Messages" in refused.text
        community.guild.members[community.ana.id] = USUAL | PIN_MESSAGES
        refused = await discord.slash(community.ana, community.general, "pin board")
        assert "I need Pin Messages in this channel" in refused.text
    assert discord.calls("POST", "/messages") == []


def hang_up(discord: DiscordServer, channel: Channel) -> Message:
    """A card as the bot has posted it earlier."""
    world = discord.world
    message = Message(world.new_id(), channel, world.bot, datetime.now(UTC), content="old")
    channel.messages[message.id] = message
    channel.pins[message.id] = message.made
    return message


@pytest.mark.long
async def test_a_refresh_is_cut_off_by_sigterm_and_taken_up_by_the_next_start(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    rooms = [discord.world.add_channel(community.guild, f"room-{n}") for n in range(20)]
    pinned = [hang_up(discord, room) for room in rooms]
    async with Store(f"sqlite+aiosqlite:///{home / 'imnm.db'}") as store:
        for each in pinned:
            where = (each.id, each.channel.id, community.guild.id)
            await store.pins.add(Pin(*where, "subtypes", Level.PLAIN, "00000000"))
    async with started(discord, home) as bot:
        await until(lambda: sum(bool(each.embeds) for each in pinned) >= 3)
        bot.send(signal.SIGTERM)
        assert await bot.ended() == 0
    done = sum(bool(each.embeds) for each in pinned)
    assert done < len(pinned)
    async with started(discord, home) as bot:
        await until(lambda: all(each.embeds for each in pinned))
        await bot.logs("pins looked through")
    edits = discord.calls("PATCH", "/messages/")
    # The one that was under way when the process ended may be done once more.
    assert len(pinned) <= len(edits) <= len(pinned) + 1


@pytest.mark.long
async def test_a_server_that_took_the_bot_back_while_it_was_down_has_its_pins_brought_up_to_date(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    pinned = hang_up(discord, community.general)
    async with Store(f"sqlite+aiosqlite:///{home / 'imnm.db'}") as store:
        await store.servers.joined(community.guild.id, datetime.now(UTC))
        await store.servers.left(community.guild.id, datetime.now(UTC))
        where = (pinned.id, pinned.channel.id, community.guild.id)
        await store.pins.add(Pin(*where, "subtypes", Level.PLAIN, "00000000"))
    async with started(discord, home):
        await until(lambda: pinned.embeds)


@pytest.mark.long
async def test_what_discord_refuses_is_told_and_what_is_gone_is_forgotten(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    allow_pins(discord, community)
    rooms = [discord.world.add_channel(community.guild, f"room-{n}") for n in range(3)]
    fine, locked, gone = (hang_up(discord, room) for room in rooms)
    async with Store(f"sqlite+aiosqlite:///{home / 'imnm.db'}") as store:
        for each in (fine, locked, gone):
            where = (each.id, each.channel.id, community.guild.id)
            await store.pins.add(Pin(*where, "srp", Level.PLAIN, "00000000"))
    rooms[1].denied[discord.world.bot.id] = USUAL
    del rooms[2].messages[gone.id]
    async with started(discord, home) as bot:
        await bot.logs("pins looked through")
        listed = await discord.slash(community.ana, community.general, "pin list")
        assert "cannot be updated: I do not see the channel" in listed.text
        assert listed.text.count("https://discord.com/channels/") == 2
    assert fine.embeds
    forgive(discord, 403, 404)
