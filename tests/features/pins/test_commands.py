"""`/pin`: what moderators do with pins, and what each person and channel must allow for it."""

import shutil

import discord
import pytest

from bot.deck.model import Level
from bot.errors import StoreBusy
from bot.store import GuildDefaults, Pin
from tests.libraries import CARDS, library_over
from tests.party import custom_ids, forbid

KEEP = "Keep this card up to date"
MANAGER = {"pin_messages": True, "view_channel": True, "send_messages": True}


@pytest.fixture
def mo(simcord_env, guild):
    """A moderator: with Pin Messages, and without Manage Messages."""
    role = guild.create_role("Moderators", permissions=discord.Permissions(**MANAGER))
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


@pytest.fixture
def store(simcord_env):
    return simcord_env.bot.store


@pytest.fixture
def library(tmp_path):
    """A deck of one's own, to be changed under the pins."""
    return library_over(shutil.copytree(CARDS, tmp_path / "cards"))


def posts(channel) -> list[discord.Message]:
    """What everybody sees and the bot has written, without Discord's notes about pins."""
    return [
        each
        for each in channel.history()
        if not each.flags.ephemeral and each.type is not discord.MessageType.pins_add
    ]


async def open_thread(env, channel, who):
    env.create_thread(channel.id, "about types", who.id)
    await env.settle()
    (thread,) = channel.threads
    return thread


def rename(library, card: str, old: str, new: str) -> None:
    file = library.folder / "en" / f"{card}.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


async def change_deck(env, seconds: float = 5) -> None:
    assert await env.bot.reload()
    await env.settle()
    await env.advance_time(seconds)


# --- card


async def test_a_card_is_posted_pinned_and_remembered(mo, channel, guild, store):
    done = await mo.slash(channel, "pin card", card="subtypes", level="clinical")
    assert done.ephemeral
    (pinned,) = channel.pinned_messages()
    assert pinned.embeds[0].title.endswith("Three types at a glance")
    assert f"/{guild.id}/{channel.id}/{pinned.id}" in done.response.content
    (kept,) = await store.pins.of_guild(guild.id)
    assert (kept.message_id, kept.channel_id) == (pinned.id, channel.id)
    assert (kept.page, kept.level) == ("subtypes", Level.CLINICAL)


async def test_a_card_can_be_named_as_people_name_it_and_is_suggested(mo, channel, guild, store):
    offered = await mo.autocomplete(channel, "pin card", "card", "subt")
    assert "subtypes" in {each["value"] for each in offered}
    await mo.slash(channel, "pin card", card="Three types at a glance")
    assert [pin.page for pin in await store.pins.of_guild(guild.id)] == ["subtypes"]


async def test_an_unknown_card_is_refused_and_nothing_is_posted(mo, channel):
    refused = await mo.slash(channel, "pin card", card="zzzz")
    assert refused.response.content.startswith("I have no card called")
    assert posts(channel) == []


async def test_the_level_is_that_of_the_server_and_not_of_the_moderator(
    mo, channel, guild, store, simcord_env
):
    await store.servers.change(
        guild.id, lambda _: GuildDefaults(level=Level.CLINICAL), simcord_env.now()
    )
    await mo.slash(channel, "pin card", card="subtypes")
    assert [pin.level for pin in await store.pins.of_guild(guild.id)] == [Level.CLINICAL]


async def test_anybodys_press_on_a_pinned_card_opens_a_private_copy(mo, ana, channel):
    await mo.slash(channel, "pin card", card="subtypes")
    (pinned,) = channel.pinned_messages()
    before = pinned.embeds[0].to_dict()
    for who in (ana, mo):
        copy = await who.click(pinned, label="In clinical terms")
        assert copy.ephemeral
    assert channel.pinned_messages()[0].embeds[0].to_dict() == before


@pytest.mark.long
async def test_a_comparison_can_be_pinned(mo, channel, guild, store):
    await mo.slash(channel, "pin card", card="five-conditions")
    assert [pin.page for pin in await store.pins.of_guild(guild.id)] == ["five-conditions"]
    assert channel.pinned_messages()[0].embeds


async def test_it_works_in_a_thread(simcord_env, mo, channel, guild, store):
    thread = await open_thread(simcord_env, channel, mo)
    await mo.slash(thread, "pin card", card="subtypes")
    assert len(thread.pinned_messages()) == 1
    assert [pin.channel_id for pin in await store.pins.of_guild(guild.id)] == [thread.id]


# --- preflight


async def test_without_pin_messages_a_person_is_told_so_and_nothing_is_posted(
    simcord_env, guild, channel
):
    role = guild.create_role("Old", permissions=discord.Permissions(manage_messages=True))
    old = guild.add_member(simcord_env.create_user("old"), roles=[role])
    for command, options in (
        ("pin card", {"card": "subtypes"}),
        ("pin board", {}),
        ("pin list", {}),
        ("pin refresh", {}),
        ("pin remove", {"pin": "1"}),
    ):
        refused = await old.slash(channel, command, **options)
        assert refused.ephemeral
        said = refused.response.content
        assert said.startswith("You need the permission Pin Messages in this channel")
        assert "Manage Messages is not enough" in said
    assert posts(channel) == []


@pytest.mark.parametrize(
    ("right", "name"),
    [
        ("send_messages", "Send Messages"),
        ("embed_links", "Embed Links"),
        ("pin_messages", "Pin Messages"),
    ],
)
@pytest.mark.parametrize("command", ["pin card", "pin board"])
async def test_what_the_bot_lacks_is_named_and_nothing_is_posted(  # noqa: PLR0917  a table
    simcord_env, mo, channel, store, guild, right, name, command
):
    forbid(simcord_env, channel, right)
    options = {"card": "subtypes"} if command == "pin card" else {}
    refused = await mo.slash(channel, command, **options)
    assert refused.response.content.startswith(f"I need {name} in this channel.")
    assert posts(channel) == []
    assert await store.pins.of_guild(guild.id) == []


async def test_in_a_thread_it_is_the_right_for_threads_that_counts(simcord_env, mo, channel):
    thread = await open_thread(simcord_env, channel, mo)
    forbid(simcord_env, channel, "send_messages_in_threads")
    refused = await mo.slash(thread, "pin card", card="subtypes")
    assert refused.response.content.startswith("I need Send Messages in Threads in this channel.")
    assert posts(thread) == []


async def test_all_that_is_missing_is_named_at_once(simcord_env, mo, channel):
    forbid(simcord_env, channel, "send_messages", "embed_links", "pin_messages")
    refused = await mo.slash(channel, "pin board")
    assert "I need Send Messages, Embed Links and Pin Messages" in refused.response.content


async def test_a_channel_that_is_full_is_seen_before_anything_is_posted(
    simcord_env, mo, ana, channel
):
    for _ in range(250):
        message = simcord_env.create_message(channel.id, ana.id, "x")
        message.pinned = True
    refused = await mo.slash(channel, "pin card", card="subtypes")
    assert refused.response.content.startswith("This channel has 250 pins")
    assert all(each.author.id == ana.id for each in posts(channel))


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (400, 30003, "This channel has 250 pins"),
        (403, 50013, "I need Pin Messages"),
        (503, 0, "Discord is not accepting that right now"),
    ],
)
async def test_a_post_that_cannot_be_pinned_is_taken_back(  # noqa: PLR0917  a table
    simcord_env, mo, channel, store, guild, status, code, said
):
    simcord_env.inject_error("PUT", "/channels/*/messages/pins/*", status=status, code=code)
    refused = await mo.slash(channel, "pin card", card="subtypes")
    assert refused.response.content.startswith(said)
    assert posts(channel) == []
    assert await store.pins.of_guild(guild.id) == []


async def test_a_pin_that_cannot_be_remembered_is_taken_back(mo, channel, store, monkeypatch):
    async def fail(_pin) -> None:
        raise StoreBusy(store.place, "held")

    monkeypatch.setattr(store.pins, "add", fail)
    refused = await mo.slash(channel, "pin card", card="subtypes")
    assert refused.response.content.startswith("That was not recorded")
    assert posts(channel) == []


# --- the front desk


async def test_the_front_desk_leads_to_help_and_shows_what_this_server_asks_for_most(  # noqa: PLR0917  fixtures
    mo, ana, ben, channel, guild, store
):
    for _ in range(3):
        await ana.slash(channel, "imnm card", name="vaccines")
    await ben.slash(channel, "imnm mri")
    await mo.slash(channel, "pin board")
    (desk,) = channel.pinned_messages()
    ids = [each for each in custom_ids(desk) if each.startswith("c1:")]
    leading = "redflags", "overview", "symptoms", "treatment", "daily-life", "doctor"
    assert ids[:6] == [f"c1:{each}:plain" for each in leading]
    assert ids[6:8] == ["c1:vaccines:plain", "c1:mri:plain"]
    assert len(ids) == 10
    assert [pin.page for pin in await store.pins.of_guild(guild.id)] == ["@desk"]


async def test_whatever_is_pressed_on_the_front_desk_opens_for_one_person_alone(mo, ana, channel):
    await mo.slash(channel, "pin board")
    (desk,) = channel.pinned_messages()
    for who in (ana, mo):
        for custom_id in (each for each in custom_ids(desk) if each.startswith("c1:")):
            opened = await who.click(desk, custom_id=custom_id)
            assert opened.ephemeral
            assert opened.response.embeds
        shelf = await who.select(desk, ["treatment"], custom_id="g1:plain")
        assert shelf.ephemeral
    assert channel.pinned_messages()[0].embeds[0].title.endswith("Cards about IMNM")


# --- the message menu


async def test_a_card_that_was_posted_earlier_is_pinned_and_kept(mo, ana, channel, guild, store):
    card = (await ana.slash(channel, "imnm subtypes", level="clinical")).response
    done = await mo.context_menu(channel, KEEP, card)
    assert done.response.content.startswith("Pinned: [Three types at a glance]")
    assert [each.id for each in channel.pinned_messages()] == [card.id]
    (kept,) = await store.pins.of_guild(guild.id)
    assert (kept.page, kept.level) == ("subtypes", Level.CLINICAL)
    # It no longer turns under its readers, not even for the one who had asked for it.
    assert (await ana.click(card, label="In plain words")).ephemeral


@pytest.mark.long
async def test_an_old_card_is_brought_up_to_date_at_once(  # noqa: PLR0917  fixtures
    simcord_env, mo, ana, channel, library, store, guild
):
    card = (await ana.slash(channel, "imnm subtypes")).response
    rename(library, "subtypes", "title: ", "title: Now ")
    await change_deck(simcord_env)
    await mo.context_menu(channel, KEEP, card)
    assert "Now Three types" in channel.pinned_messages()[0].embeds[0].title


async def test_any_part_of_the_tables_can_be_kept(mo, ana, channel, guild, store):
    table = (await ana.slash(channel, "imnm compare", feature="skin")).response
    pair = (await ana.slash(channel, "imnm compare", **{"with": "dm"})).response
    for each in (table, pair):
        before = each.embeds[0].to_dict()
        await mo.context_menu(channel, KEEP, each)
        assert each.embeds[0].to_dict() == before
    assert len(await store.pins.of_guild(guild.id)) == 2


async def test_what_is_no_card_of_ours_is_not_kept(mo, ana, channel, guild, store):
    theirs = await ana.send(channel, "hello")
    about = (await ana.slash(channel, "imnm about")).response
    for message in (theirs, about):
        refused = await mo.context_menu(channel, KEEP, message)
        assert refused.response.content.startswith("I can keep a message up to date only if")
    assert await store.pins.of_guild(guild.id) == []


async def test_the_menu_needs_the_same_rights(simcord_env, mo, ana, channel):
    card = (await ana.slash(channel, "imnm subtypes")).response
    refused = await ana.context_menu(channel, KEEP, card)
    assert refused.response.content.startswith("You need the permission Pin Messages")
    forbid(simcord_env, channel, "pin_messages")
    refused = await mo.context_menu(channel, KEEP, card)
    assert refused.response.content.startswith("I need Pin Messages")
    assert channel.pinned_messages() == []


# --- list, refresh, remove


async def test_the_list_names_each_pin_with_link_and_state(simcord_env, mo, channel, guild):
    await mo.slash(channel, "pin card", card="subtypes")
    await mo.slash(channel, "pin board")
    listed = (await mo.slash(channel, "pin list")).response
    first, second = channel.pinned_messages()
    said = listed.embeds[0].description
    for pinned in (first, second):
        assert f"https://discord.com/channels/{guild.id}/{channel.id}/{pinned.id}" in said
    assert said.count("up to date") == 2
    assert listed.flags.ephemeral


async def test_a_long_list_has_pages(mo, channel, guild, store):
    for number in range(1, 21):
        await store.pins.add(Pin(number, channel.id, guild.id, "srp", Level.PLAIN, "0" * 8))
    listed = await mo.slash(channel, "pin list")
    assert listed.response.embeds[0].footer.text == "Page 1 of 3 · 20 pins"
    await mo.click(listed.response, label="Next")
    assert listed.response.embeds[0].footer.text == "Page 2 of 3 · 20 pins"
    assert "is about to be updated" in listed.response.embeds[0].description


async def test_pins_of_a_channel_that_a_person_does_not_see_are_not_told_them(
    simcord_env, mo, channel, guild, store
):
    hidden = guild.create_text_channel("hidden")
    await mo.slash(hidden, "pin card", card="subtypes")
    (pin,) = await store.pins.of_guild(guild.id)
    forbid(simcord_env, hidden, "view_channel", who=mo.id)
    await simcord_env.settle()
    listed = await mo.slash(channel, "pin list")
    assert listed.response.embeds[0].description.startswith("None that you can see")
    assert await mo.autocomplete(channel, "pin remove", "pin", "") == []
    refused = await mo.slash(channel, "pin remove", pin=str(pin.message_id))
    assert refused.response.content.startswith("I could not find that pin")


async def test_a_pin_of_another_server_does_not_exist_here(simcord_env, mo, channel, store):
    await store.pins.add(Pin(77, 78, 79, "srp", Level.PLAIN, "0" * 8))
    listed = await mo.slash(channel, "pin list")
    assert listed.response.embeds[0].description.startswith("None that you can see")
    refused = await mo.slash(channel, "pin remove", pin="77")
    assert refused.response.content.startswith("I could not find that pin")
    assert await store.pins.get(77) is not None


async def test_a_refresh_edits_and_reports(simcord_env, mo, channel, guild, store):
    for _ in range(3):
        await mo.slash(channel, "pin card", card="subtypes")
    gone, locked, fine = channel.pinned_messages()
    simcord_env.delete_message(channel.id, gone.id)
    simcord_env.inject_error("PATCH", f"/channels/*/messages/{locked.id}", status=403, code=50013)
    asked = await mo.slash(channel, "pin refresh")
    await simcord_env.advance_time(10)
    said = asked.response.embeds[0].description
    assert "1 pin up to date" in said
    assert "1 pin taken off the list: the message or its channel is gone" in said
    assert "1 pin that I cannot update" in said
    assert f"/{locked.id})" in said
    assert {pin.message_id for pin in await store.pins.of_guild(guild.id)} == {locked.id, fine.id}
    listed = await mo.slash(channel, "pin list")
    assert "cannot be updated: I lack permissions there" in listed.response.embeds[0].description


async def test_a_refresh_of_nothing_says_so(mo, channel):
    said = (await mo.slash(channel, "pin refresh")).response.content
    assert said.startswith("There are no pins to refresh")


async def test_a_pin_is_removed_and_may_be_deleted(mo, channel, guild, store):
    await mo.slash(channel, "pin card", card="subtypes")
    (pinned,) = channel.pinned_messages()
    (offered,) = await mo.autocomplete(channel, "pin remove", "pin", "three")
    assert offered["name"].startswith("Three types at a glance (plain) in #general")
    removed = await mo.slash(channel, "pin remove", pin=offered["value"])
    assert removed.response.content.startswith("Unpinned: ")
    assert channel.pinned_messages() == []
    assert [each.id for each in posts(channel)] == [pinned.id]
    assert await store.pins.of_guild(guild.id) == []
    await mo.click(removed.response, label="Delete the message too")
    assert posts(channel) == []
    assert removed.response.content == "Unpinned and deleted."


async def test_a_pin_can_be_removed_by_its_link_from_another_channel(mo, channel, guild, store):
    await mo.slash(channel, "pin card", card="subtypes")
    (pinned,) = channel.pinned_messages()
    other = guild.create_text_channel("other")
    await mo.slash(other, "pin remove", pin=pinned.jump_url)
    assert channel.pinned_messages() == []


async def test_the_right_to_pin_counts_where_the_pin_is(simcord_env, mo, channel, guild, store):
    await mo.slash(channel, "pin card", card="subtypes")
    (pinned,) = channel.pinned_messages()
    other = guild.create_text_channel("other")
    forbid(simcord_env, channel, "pin_messages", who=mo.id)
    await simcord_env.settle()
    refused = await mo.slash(other, "pin remove", pin=str(pinned.id))
    assert refused.response.content.startswith(
        f"You need the permission Pin Messages in <#{channel.id}>"
    )
    assert len(channel.pinned_messages()) == 1


async def test_a_button_checks_for_itself(simcord_env, mo, channel):
    await mo.slash(channel, "pin card", card="subtypes")
    (pinned,) = channel.pinned_messages()
    removed = await mo.slash(channel, "pin remove", pin=str(pinned.id))
    forbid(simcord_env, channel, "pin_messages", who=mo.id)
    refused = await mo.click(removed.response, label="Delete the message too")
    assert refused.response.content.startswith("You need the permission Pin Messages")
    assert [each.id for each in posts(channel)] == [pinned.id]


async def test_a_message_that_is_gone_is_forgotten(simcord_env, mo, channel, guild, store):
    await mo.slash(channel, "pin card", card="subtypes")
    (pinned,) = channel.pinned_messages()
    simcord_env.delete_message(channel.id, pinned.id)
    removed = await mo.slash(channel, "pin remove", pin=str(pinned.id))
    assert removed.response.content.startswith("That message was already gone")
    assert await store.pins.of_guild(guild.id) == []


@pytest.mark.parametrize(
    "said", ["@everyone", "x" * 100, "https://evil.example/9", "-1", "' OR 1=1"]
)
async def test_hostile_words_find_no_pin(mo, channel, said):
    refused = await mo.slash(channel, "pin remove", pin=said)
    assert refused.response.content.startswith("I could not find that pin")


def test_the_commands_are_for_servers_alone(simcord_env):
    tree = simcord_env.bot.tree
    menu = tree.get_command(KEEP, type=discord.AppCommandType.message)
    for command in (tree.get_command("pin"), menu):
        payload = command.to_dict(tree)
        assert payload["contexts"] == [0]
        assert payload["integration_types"] == [0]
