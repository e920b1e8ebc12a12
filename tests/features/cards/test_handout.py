"""`/imnm handout`: questions are picked, pages come, and nothing is kept."""

import shutil

import pytest

from bot.features.cards.texts import NOT_PRINTED
from bot.pictures import drawing
from bot.pictures.handout import questions_of
from bot.pictures.typesetter import NotDrawn
from bot.store import Preferences
from tests.libraries import CARDS, library_over


@pytest.fixture
def library(tmp_path):
    return library_over(shutil.copytree(CARDS, tmp_path / "cards"))


async def pages_of(result) -> list[bytes]:
    messages = [each for each in (result.response, *result.followups) if each]
    files = [file for each in messages for file in each.attachments]
    assert all(file.filename.endswith(".pdf") for file in files)
    return [await file.read() for file in files]


async def test_picked_questions_come_as_pages_for_the_person_alone(ana, channel, library):
    shown = await ana.slash(channel, "imnm handout")
    assert shown.ephemeral
    first, second = questions_of(library.deck)[:2]
    made = await ana.select(shown.response, [first.id, second.id])
    assert made.ephemeral
    (page,) = await pages_of(made)
    assert page.startswith(b"%PDF-")


async def test_all_questions_come_on_the_other_paper(ana, channel):
    shown = (await ana.slash(channel, "imnm handout")).response
    assert "Paper: **Letter**" in shown.embeds[0].description
    await ana.click(shown, label="Use A4 paper")
    assert "Paper: **A4**" in shown.embeds[0].description
    made = await ana.click(shown, label="Take all questions")
    assert "on A4 paper" in (made.response or made.followups[0]).content
    assert len(await pages_of(made)) == 1


async def test_the_card_of_the_questions_has_a_button(ana, ben, channel):
    shown = (await ana.slash(channel, "imnm card", name="doctor")).response
    pressed = await ben.click(shown, label="Make a handout")
    assert pressed.ephemeral
    assert "Pick what you want to ask" in pressed.response.embeds[0].description
    other = (await ana.slash(channel, "imnm overview")).response
    assert "Make a handout" not in str(other.components)


async def test_whoever_reads_text_only_gets_the_pages_too(ana, channel, simcord_env):
    await simcord_env.bot.store.people.change(ana.id, lambda _: Preferences(text_only=True))
    shown = await ana.slash(channel, "imnm handout")
    assert not shown.response.embeds
    assert len(await pages_of(await ana.click(shown.response, label="Take all questions"))) == 1


@pytest.mark.fails_on_purpose
async def test_without_typst_the_questions_come_as_words(
    ana, channel, library, monkeypatch, logged
):
    def refuse(*_: object) -> bytes:
        raise NotDrawn("no letters")

    monkeypatch.setattr(drawing, "_compile", refuse)
    shown = (await ana.slash(channel, "imnm handout")).response
    made = await ana.click(shown, label="Take all questions")
    said = (made.response or made.followups[0]).content
    assert said.startswith(NOT_PRINTED)
    for fact in questions_of(library.deck):
        assert fact.text in said
    assert [line["event"] for line in logged].count("picture not drawn") == 1


@pytest.mark.long
async def test_questions_that_left_the_deck_are_left_out(ana, channel, library, simcord_env):
    shown = (await ana.slash(channel, "imnm handout")).response
    first, second = questions_of(library.deck)[:2]
    file = library.folder / "en" / "doctor.yaml"
    file.write_text(file.read_text().replace(first.text, "A statement.", 1))
    assert await simcord_env.bot.reload()
    made = await ana.select(shown, [first.id, second.id])
    assert len(await pages_of(made)) == 1
    refused = await ana.select(shown, [first.id])
    assert refused.ephemeral
    assert not await pages_of(refused)


async def test_nothing_that_was_picked_is_logged_or_stored(ana, channel, library, logged, tmp_path):
    shown = (await ana.slash(channel, "imnm handout")).response
    first = questions_of(library.deck)[0]
    await ana.select(shown, [first.id])
    assert first.id not in str(logged)
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("imnm.db*"))
    assert first.id.encode() not in stored
