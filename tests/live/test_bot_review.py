"""Practice over real sockets: killed half-way, delivered twice, reported, taken away."""

from pathlib import Path

import pytest

from tests.live.conftest import Community
from tests.live.interactions import MODAL, UPDATE, Interaction
from tests.live.process import BotProcess, started, until
from tests.live.server import DiscordServer

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused")]


def press(asked: Interaction, start: str) -> str:
    found = [str(piece.get("custom_id")) for piece in asked.message.pieces()]
    return next(custom_id for custom_id in found if custom_id.startswith(start))


async def test_a_kill_between_question_and_answer_loses_neither(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    ana, home = community.ana, tmp_path / "home"
    async with started(discord, home) as bot:
        asked = await discord.slash(ana, community.general, "review", length=2)
        assert asked.private
        await bot.kill()
    discord.world.global_commands.clear()
    async with started(discord, home) as bot:
        answered = await discord.click(ana, asked.message, press(asked, "v1:"))
        assert answered.answer == UPDATE
        assert "comes back" in asked.text
        # The answer was acknowledged, so it is on the disk.
        await bot.kill()
    discord.world.global_commands.clear()
    async with started(discord, home):
        await discord.click(ana, asked.message, press(asked, "vn1:"))
        assert "Question 2 of 2" in asked.text


@pytest.mark.long
async def test_a_repeated_delivery_counts_once(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    asked = await discord.slash(community.ana, community.general, "review", length=2)
    answered = await discord.click(community.ana, asked.message, press(asked, "v1:"))
    for _ in range(3):
        await discord.redeliver(answered)
    await discord.click(community.ana, asked.message, press(asked, "vn1:"))
    assert "Question 2 of 2" in asked.text
    mine = await discord.slash(community.ana, community.general, "scores me")
    assert " of 1 right" in mine.text


async def test_a_report_goes_through_its_form_once_however_often_it_is_delivered(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    asked = await discord.slash(community.ana, community.general, "review", length=1)
    await discord.click(community.ana, asked.message, press(asked, "v1:"))
    opened = await discord.click(community.ana, asked.message, press(asked, "rp1:"))
    assert opened.answer == MODAL
    sent = await discord.submit(opened, said="The right answer should be B.")
    assert sent.private
    assert "Thank you" in sent.text
    await discord.redeliver(sent)
    await bot.logs("interaction repeated")


async def test_files_come_as_private_attachments(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    for what in ("mine", "anki"):
        asked = await discord.slash(community.ana, community.general, "scores export", what=what)
        await until(lambda asked=asked: asked.text)
        assert asked.private
    assert community.general.messages == {}
