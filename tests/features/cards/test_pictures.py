"""Pictures under commands, presses and posts: with their alt text, and gone with their card."""

import pytest

from bot.deck.model import Level
from bot.pictures import drawing
from bot.pictures.pages import pictures_of
from bot.pictures.typesetter import NotDrawn
from bot.store import Preferences

PNG = b"\x89PNG\r\n"


def names(message) -> list[str]:
    return [each.filename for each in message.attachments]


def alt_of(library, card_id: str) -> str:
    (picture,) = pictures_of(library.deck, library.deck.cards[card_id], Level.PLAIN)
    return picture.alt


@pytest.mark.parametrize("command", ["redflags", "symptoms", "subtypes"])
async def test_a_card_comes_with_its_picture_and_its_alt_text(ana, channel, library, command):
    shown = (await ana.slash(channel, f"imnm {command}")).response
    (attached,) = shown.attachments
    assert attached.description == alt_of(library, command)
    assert (await attached.read()).startswith(PNG)
    assert shown.embeds


async def test_a_comparison_comes_with_one_at_the_plain_level(ana, channel, simcord_env):
    assert names((await ana.slash(channel, "imnm compare")).response) == ["table.png"]
    assert not (await ana.slash(channel, "imnm compare", feature="ck")).response.attachments
    clinical = Preferences(level=Level.CLINICAL)
    await simcord_env.bot.store.people.change(ana.id, lambda _: clinical)
    assert not (await ana.slash(channel, "imnm compare")).response.attachments


async def test_the_picture_goes_when_another_card_takes_its_place(ana, channel):
    shown = (await ana.slash(channel, "imnm redflags")).response
    assert names(shown) == ["bands.png"]
    await ana.click(shown, label="In clinical terms")
    assert not shown.attachments
    await ana.click(shown, label="In plain words")
    assert names(shown) == ["bands.png"]
    await ana.select(shown, ["symptoms"])
    assert names(shown) == ["body.png"]


async def test_whoever_reads_text_only_gets_no_pictures(ana, channel, simcord_env):
    await simcord_env.bot.store.people.change(ana.id, lambda _: Preferences(text_only=True))
    for command in ("imnm redflags", "imnm compare", "imnm symptoms"):
        shown = await ana.slash(channel, command)
        for message in (shown.response, *shown.followups):
            assert message.content
            assert not message.attachments


async def test_it_is_posted_with_the_card(ana, channel, library):
    shown = await ana.slash(channel, "imnm redflags", private=True)
    posted = (await ana.click(shown.response, label="Post to channel")).response
    assert not posted.flags.ephemeral
    assert posted.attachments[0].description == alt_of(library, "redflags")


async def test_whoever_may_not_attach_files_posts_the_card_alone(ana, channel, simcord_env):
    shown = await ana.slash(channel, "imnm redflags", private=True)
    simcord_env.deny(channel.id, "attach_files", member_id=ana.id)
    posted = (await ana.click(shown.response, label="Post to channel")).response
    assert posted.embeds
    assert not posted.attachments


async def test_where_the_bot_may_not_attach_files_it_answers_with_the_card_alone(
    ana, channel, simcord_env
):
    simcord_env.deny(channel.id, "attach_files")
    shown = (await ana.slash(channel, "imnm redflags")).response
    assert shown.embeds
    assert not shown.attachments
    await ana.select(shown, ["symptoms"])
    assert "Symptoms" in shown.embeds[0].title
    assert not shown.attachments


@pytest.mark.fails_on_purpose
async def test_a_picture_that_cannot_be_drawn_leaves_the_card_as_it_is(
    ana, channel, monkeypatch, logged
):
    drawing.forget_all()

    def refuse(*_: object) -> bytes:
        raise NotDrawn("no letters")

    monkeypatch.setattr(drawing, "_compile", refuse)
    for _ in range(2):
        shown = (await ana.slash(channel, "imnm redflags")).response
        assert shown.embeds
        assert not shown.attachments
    failed = [line for line in logged if line["event"] == "picture not drawn"]
    assert [line["picture"] for line in failed] == ["bands"]
    drawing.forget_all()


@pytest.mark.long
async def test_no_card_of_the_deck_is_without_words_for_its_picture(ana, channel, library):
    """Every picture that the bot sends has a description."""
    for card_id in library.deck.pictures:
        shown = (await ana.slash(channel, "imnm card", name=card_id)).response
        assert [each.description for each in shown.attachments] == [alt_of(library, card_id)]
