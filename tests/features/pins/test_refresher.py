"""Living pins: the deck changes under them, Discord refuses, the bot goes and comes back."""

import asyncio
import shutil
from datetime import timedelta

import discord
import pytest
import yaml

from bot.deck.model import Level
from bot.errors import RefreshRunning
from bot.features.pins.refresher import Outcome
from bot.store import EditRefusal, Pin
from tests.libraries import CARDS, library_over
from tests.party import forbid

OLD = "0" * 8


@pytest.fixture
def library(tmp_path):
    """A deck of one's own, to be changed under the pins."""
    return library_over(shutil.copytree(CARDS, tmp_path / "cards"))


@pytest.fixture
def mo(simcord_env, guild):
    rights = discord.Permissions(pin_messages=True, view_channel=True, send_messages=True)
    role = guild.create_role("Moderators", permissions=rights)
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


class Wall:
    """The pins of a channel, and the deck behind them."""

    def __init__(self, env, library, channel, mo):
        self.env, self.library, self.channel, self.mo = env, library, channel, mo

    async def pin(self, card="subtypes", channel=None, **options):
        channel = channel or self.channel
        before = {each.id for each in channel.pinned_messages()}
        await self.mo.slash(channel, "pin card", card=card, **options)
        (new,) = (each for each in channel.pinned_messages() if each.id not in before)
        return new

    def rename(self, card="subtypes", title="Renamed"):
        file = self.library.folder / "en" / f"{card}.yaml"
        text = file.read_text()
        start = text.index("title: ")
        file.write_text(f"{text[:start]}title: {title}{text[text.index(chr(10), start) :]}")

    async def change(self, card="subtypes", title="Renamed", wait=30):
        self.rename(card, title)
        await self.reload(wait)

    async def reload(self, wait=30):
        reloading = self.begin(self.env.bot.reload())
        await self.env.settle()
        assert reloading.result()
        await self.env.advance_time(wait)

    def begin(self, work):
        """Lets the bot do something in a task of its own, as it would by itself."""
        with self.env.bot_scope():
            return asyncio.get_running_loop().create_task(work)

    async def watch(self, edits):
        """Moves the clock in small steps until so many edits were made; the moment of each."""
        moments = []
        for _ in range(1000):
            await self.env.advance_time(0.01)
            moments += [self.env.now()] * (len(self.edits()) - len(moments))
            if len(moments) >= edits:
                return moments
        raise AssertionError(f"{len(moments)} of {edits} edits in ten seconds")

    def drop(self, card, successor=None):
        """Takes a card out of the deck, and whatever leads to it."""
        folder = self.library.folder
        (folder / "en" / f"{card}.yaml").unlink()
        for file in (folder / "en").glob("*.yaml"):
            lines = file.read_text().splitlines(keepends=True)
            kept = [
                line.replace(f"{card}, ", "").replace(f", {card}", "")
                if line.startswith("related:")
                else line
                for line in lines
                if line.strip() != f"- {card}"
            ]
            file.write_text("".join(kept))
        quiz = folder / "quiz.yaml"
        questions = yaml.load(quiz.read_text(), yaml.BaseLoader)  # noqa: S506  all of it as text
        questions["questions"] = [q for q in questions["questions"] if q["card"] != card]
        quiz.write_text(yaml.safe_dump(questions, allow_unicode=True, width=10_000))
        if successor:
            deck = folder / "deck.yaml"
            text = deck.read_text()
            assert "moved:" not in text
            deck.write_text(f"{text}\nmoved:\n  {card}: {successor}\n")

    def look(self, message):
        """The message as it stands now."""
        return self.env.stored_message(message.channel.id, message.id)

    def title(self, message) -> str:
        return self.look(message).embeds[0]["title"].partition(" ")[2]

    def edits(self):
        return [
            each
            for each in self.env.http_requests
            if each.method == "PATCH" and "/messages/" in each.path and "/channels/" in each.path
        ]

    @property
    def pins(self):
        return self.env.bot.store.pins


@pytest.fixture
def wall(simcord_env, library, channel, mo):
    return Wall(simcord_env, library, channel, mo)


async def test_a_changed_card_is_edited_in_place_and_no_other(wall):
    changed = await wall.pin("subtypes", level="clinical")
    other = await wall.pin("srp")
    before = dict(wall.look(other).embeds[0])
    await wall.change("subtypes", "Renamed")
    assert wall.title(changed) == "Renamed"
    assert wall.look(other).embeds[0] == before
    assert [each.path.split("/")[-1] for each in wall.edits()] == [str(changed.id)]
    kept = await wall.pins.get(changed.id)
    assert kept.level is Level.CLINICAL
    assert wall.env.bot.pin_refresher.editor.is_current(kept)


async def test_an_unchanged_deck_edits_nothing_at_the_next_start(wall, make_bot, library):
    await wall.pin()
    await wall.env.restart_bot(make_bot(library))
    await wall.env.advance_time(30)
    assert wall.edits() == []


@pytest.mark.long
async def test_a_deck_that_changed_while_the_bot_was_away_is_noticed_at_the_start(
    wall, make_bot, library
):
    pinned = await wall.pin()
    wall.rename(title="Changed meanwhile")
    library.reload()
    await wall.env.restart_bot(make_bot(library))
    await wall.env.advance_time(30)
    assert wall.title(pinned) == "Changed meanwhile"


@pytest.mark.long
async def test_a_faulty_deck_leaves_the_pins_alone(wall, logged):
    pinned = await wall.pin()
    wall.rename(title="Wrong")
    (wall.library.folder / "en" / "srp.yaml").write_text("id: [")
    assert not await wall.env.bot.reload()
    await wall.env.advance_time(30)
    assert wall.title(pinned) == "Three types at a glance"
    logged.clear()


@pytest.mark.long
async def test_a_signature_changes_what_a_pin_shows(wall):
    pinned = await wall.pin()
    card = wall.library.deck.cards["subtypes"]
    file = wall.library.folder / "en" / "subtypes.yaml"
    file.write_text(
        f"{file.read_text()}\nreviewed_by:\n  name: Dr Ada Example\n  role: neurologist\n"
        f"  on: 2026-11-23\n  revision: {card.revision}\n"
    )
    await wall.reload()
    assert "Approved by Dr Ada Example" in wall.look(pinned).embeds[0]["footer"]["text"]


@pytest.mark.long
async def test_the_oldest_comes_first_and_a_second_holds_five_edits_at_most(wall, guild):
    channels = [guild.create_text_channel(f"room-{number}") for number in range(12)]
    pinned = [await wall.pin(channel=channel) for channel in channels]
    wall.rename()
    wall.begin(wall.env.bot.reload())
    moments = await wall.watch(len(pinned))
    for first, sixth in zip(moments, moments[5:], strict=False):
        assert sixth - first > timedelta(seconds=1)
    order = [int(each.path.split("/")[-1]) for each in wall.edits()]
    assert order == [each.id for each in pinned]


@pytest.mark.long
async def test_one_busy_channel_does_not_hold_up_the_others(wall, guild):
    for _ in range(5):
        await wall.pin()
    other = await wall.pin(channel=guild.create_text_channel("other"))
    wall.rename()
    await wall.reload(0)
    await wall.env.advance_time(1)
    assert wall.title(other) == "Renamed"


@pytest.mark.long
@pytest.mark.parametrize("what", ["message", "channel"])
async def test_what_is_gone_is_forgotten(wall, guild, what):
    room = guild.create_text_channel("room")
    gone = await wall.pin(channel=room)
    if what == "message":
        wall.env.delete_message(room.id, gone.id)
    else:
        wall.env.delete_channel(room.id)
    await wall.change()
    assert await wall.pins.get(gone.id) is None


@pytest.mark.long
@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (403, 50001, EditRefusal.ACCESS),
        (403, 50013, EditRefusal.RIGHTS),
        (400, 50083, EditRefusal.ARCHIVED),
        (400, 160005, EditRefusal.ARCHIVED),
        (400, 200000, EditRefusal.BLOCKED),
        (403, 987654, EditRefusal.BLOCKED),
    ],
)
async def test_what_may_not_be_edited_is_kept_with_the_reason_and_tried_again(
    wall, status, code, why
):
    locked = await wall.pin()
    wall.env.inject_error("PATCH", "/channels/*", status=status, code=code)
    await wall.change()
    assert (await wall.pins.get(locked.id)).refused is why
    assert wall.title(locked) == "Three types at a glance"
    await wall.change(title="Renamed again")
    assert (await wall.pins.get(locked.id)).refused is None
    assert wall.title(locked) == "Renamed again"


@pytest.mark.long
async def test_a_lost_right_is_shown_in_the_list(wall, guild):
    room = guild.create_text_channel("room")
    await wall.pin(channel=room)
    forbid(wall.env, room, "view_channel")
    await wall.change()
    forbid(wall.env, wall.channel, who=wall.mo.id)
    listed = await wall.mo.slash(wall.channel, "pin list")
    assert "cannot be updated: I do not see the channel" in listed.response.embeds[0].description


@pytest.mark.long
async def test_when_discord_is_down_it_is_tried_again_later(wall):
    pinned = await wall.pin()
    wall.env.inject_error("PATCH", "/channels/*", status=503)
    await wall.change(wait=60)
    assert wall.title(pinned) == "Three types at a glance"
    await wall.env.advance_time(300)
    assert wall.title(pinned) == "Renamed"


@pytest.mark.long
async def test_a_new_deck_does_not_wait_for_the_time_to_try_again(wall):
    pinned = await wall.pin()
    wall.env.inject_error("PATCH", "/channels/*", status=503)
    await wall.change(wait=10)
    await wall.change(title="Renamed again", wait=10)
    assert wall.title(pinned) == "Renamed again"


@pytest.mark.long
async def test_a_card_that_left_gives_way_to_a_notice_with_its_successor(wall):
    pinned = await wall.pin("pregnancy")
    wall.drop("pregnancy", "daily-life")
    await wall.reload()
    assert "has taken its place" in wall.look(pinned).content
    assert wall.look(pinned).embeds == []
    opened = await wall.mo.click(pinned, custom_id="c1:daily-life:plain")
    assert opened.ephemeral
    assert opened.response.embeds
    listed = await wall.mo.slash(wall.channel, "pin list")
    assert "not shown at present" in listed.response.embeds[0].description


@pytest.mark.long
async def test_a_card_that_left_without_a_successor_points_to_search_and_may_come_back(wall):
    file = wall.library.folder
    pinned = await wall.pin("pregnancy")
    kept = shutil.copytree(file, file.parent / "kept")
    wall.drop("pregnancy")
    await wall.reload()
    assert "`/imnm search`" in wall.look(pinned).content
    shutil.copytree(kept, file, dirs_exist_ok=True)
    await wall.reload()
    assert wall.title(pinned).startswith("Pregnancy")
    assert not wall.look(pinned).content


@pytest.mark.long
async def test_the_front_desk_follows_the_deck(wall):
    await wall.mo.slash(wall.channel, "pin board")
    (desk,) = wall.channel.pinned_messages()
    await wall.change("overview", "What it is, in short")
    assert "What it is, in short" in str(wall.look(desk).components)


@pytest.mark.long
async def test_it_stops_at_once_and_goes_on_at_the_next_start(wall, guild, make_bot, library):
    rooms = [guild.create_text_channel(f"room-{number}") for number in range(6)]
    pinned = [await wall.pin(channel=room) for room in rooms]
    wall.rename()
    wall.begin(wall.env.bot.reload())
    await wall.watch(2)
    wall.env.bot.pin_refresher.close()
    await wall.env.advance_time(60)
    assert len(wall.edits()) == 2
    await wall.env.restart_bot(make_bot(library))
    await wall.env.advance_time(60)
    assert [wall.title(each) for each in pinned] == ["Renamed"] * len(pinned)
    assert len(wall.edits()) == len(pinned)


@pytest.mark.long
async def test_progress_is_logged_and_counted(wall, logged):
    await wall.pin()
    await wall.change()
    (line,) = [each for each in logged if each["event"] == "pins looked through"]
    assert (line["refreshed"], line["forgotten"], line["refused"], line["unsent"]) == (1, 0, 0, 0)
    assert wall.env.bot.pin_refresher.editor.refreshed == 1


@pytest.mark.fails_on_purpose
async def test_a_page_that_cannot_be_drawn_holds_up_no_other(wall, guild, monkeypatch):
    broken = await wall.pin("subtypes")
    other = await wall.pin("srp", channel=guild.create_text_channel("other"))
    draw = wall.env.bot.pin_refresher.editor.draw

    async def fail(guild_id, page, level):
        if page == "subtypes":
            raise LookupError(page)
        return await draw(guild_id, page, level)

    monkeypatch.setattr(wall.env.bot.pin_refresher.editor, "draw", fail)
    wall.rename("subtypes", "One")
    await wall.change("srp", "Two")
    assert wall.title(other) == "Two"
    assert (await wall.pins.get(broken.id)).refused is EditRefusal.UNFIT


@pytest.mark.long
async def test_what_discord_finds_unfit_is_kept_with_the_reason(wall, logged):
    pinned = await wall.pin()
    wall.env.inject_error("PATCH", "/channels/*", status=400, code=50035)
    await wall.change()
    assert (await wall.pins.get(pinned.id)).refused is EditRefusal.UNFIT
    logged.clear()


@pytest.mark.long
async def test_pins_of_a_server_that_was_left_wait_until_the_bot_is_back(wall, guild):
    store = wall.env.bot.store
    await store.pins.add(Pin(5, 6, 7, "srp", Level.PLAIN, OLD))
    await store.servers.joined(7, wall.env.now())
    await store.servers.left(7, wall.env.now())
    await wall.change()
    assert wall.edits() == []
    assert await wall.pins.get(5) is not None


async def test_two_refreshes_of_one_server_do_not_run_at_once(wall, guild):
    rooms = [guild.create_text_channel(f"room-{number}") for number in range(6)]
    for room in rooms:
        await wall.pin(channel=room)
    keeper = wall.env.bot.pin_refresher
    first = wall.begin(keeper.refresh(guild.id))
    await wall.watch(1)
    with pytest.raises(RefreshRunning):
        await keeper.refresh(guild.id)
    await wall.env.advance_time(10)
    assert first.result() == {Outcome.REFRESHED: 6, Outcome.UNSENT: 0}


async def test_a_refresh_ends_early_when_the_bot_goes(wall, guild):
    for number in range(4):
        await wall.pin(channel=guild.create_text_channel(f"room-{number}"))
    keeper = wall.env.bot.pin_refresher
    asked = wall.begin(keeper.refresh(guild.id))
    await wall.watch(1)
    keeper.close()
    await wall.env.advance_time(10)
    assert asked.result()[Outcome.UNSENT] >= 2


async def test_a_pin_that_was_removed_meanwhile_is_not_edited(wall):
    pinned = await wall.pin()
    await wall.pins.forget(pinned.id)
    assert await wall.env.bot.pin_refresher.editor.edit(pinned.id) is Outcome.FORGOTTEN
    assert wall.edits() == []


def pictures(wall) -> list[discord.Attachment]:
    (message,) = wall.channel.pinned_messages()
    return message.attachments


@pytest.mark.long
async def test_a_pinned_picture_changes_with_the_deck(wall):
    await wall.pin("redflags")
    (before,) = pictures(wall)
    file = wall.library.folder / "pictures.yaml"
    text = file.read_text()
    file.write_text(text.replace("title: When to get urgent help", "title: When to get help", 1))
    await wall.reload()
    (after,) = pictures(wall)
    assert before.description.startswith("When to get urgent help.")
    assert after.description.startswith("When to get help.")


@pytest.mark.long
async def test_a_pinned_picture_goes_with_its_card_or_with_the_right_to_attach(wall):
    await wall.pin("symptoms")
    assert [each.filename for each in pictures(wall)] == ["body.png"]
    wall.env.deny(wall.channel.id, "attach_files")
    await wall.change("symptoms")
    assert pictures(wall) == []
    wall.env.allow_bot(wall.channel.id)
    await wall.change("symptoms", title="Again")
    assert [each.filename for each in pictures(wall)] == ["body.png"]
    file = wall.library.folder / "pictures.yaml"
    file.write_text("pictures: []\n")
    await wall.reload()
    assert pictures(wall) == []


@pytest.mark.long
async def test_the_front_desk_shows_the_red_flags_to_everybody(wall):
    await wall.mo.slash(wall.channel, "pin board")
    (before,) = pictures(wall)
    assert before.description.startswith("When to get urgent help. Call now")
    await wall.change("subtypes")
    assert [each.description for each in pictures(wall)] == [before.description]
