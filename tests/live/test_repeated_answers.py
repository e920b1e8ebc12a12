"""Answers that Discord carries out and calls failures, or says nothing of: each counts as done."""

from pathlib import Path

import pytest

from tests.live.conftest import Community
from tests.live.interactions import DEFER, DEFER_UPDATE, MODAL, REPLY, UPDATE
from tests.live.process import BotProcess, until
from tests.live.rest import Trouble
from tests.live.room import Room
from tests.live.server import DiscordServer
from tests.live.test_permission_matrix import PIN_MESSAGES, Visitor, settle, visit_all

pytestmark = pytest.mark.live

TROUBLES = {"500": 500, "502": 502, "no answer": 0}


def trouble_every_answer(discord: DiscordServer, status: int) -> None:
    """Each first response fails after it was carried out; the next one finds that it was."""
    trouble = Trouble("POST", "/callback", status=status, after=True, times=10**6)
    discord.rest.troubles.append(trouble)


@pytest.mark.long
@pytest.mark.parametrize("how", TROUBLES)
async def test_each_way_of_answering_counts_as_done_and_what_follows_goes_on(
    discord: DiscordServer, community: Community, bot: BotProcess, how: str
) -> None:
    trouble_every_answer(discord, TROUBLES[how])
    ana, general = community.ana, community.general
    card = await discord.slash(ana, general, "imnm subtypes")
    assert card.message is not None
    other = await discord.click(ana, card.message, "c1:subtypes:clinical")
    found = await discord.autocomplete(ana, general, "imnm card", "name", "hm")
    settings = await discord.slash(ana, general, "settings me")
    assert settings.message is not None
    form = await discord.click(ana, settings.message, "str1")
    saved = await discord.submit(form, at="8:30", zone="Lisbon")
    room = Room(discord, general, ana)
    begun = await discord.slash(ana, general, "quiz", pace="host", length=3)
    await until(lambda: room.find("Start now"))
    start = room.find("Start now")
    assert start is not None
    started = await discord.click(ana, *start)
    await until(lambda: room.open_question)
    answers = [card.answer, other.answer, form.answer, saved.answer, begun.answer, started.answer]
    assert answers == [REPLY, UPDATE, MODAL, UPDATE, DEFER, DEFER_UPDATE]
    assert found
    await until(lambda: "Your quiz is ready" in begun.text)
    for asked in (card, other, settings, saved, begun, started):
        assert "Something went wrong" not in asked.text
        assert asked.followups == []
    repeated = [call for call in discord.rest.calls if call.code == 40060]
    assert len(repeated) == 8
    assert "too late" not in bot.log


@pytest.mark.long
async def test_every_control_goes_on_after_an_answer_that_was_called_a_failure(
    discord: DiscordServer, tmp_path: Path
) -> None:
    user, channel = settle(discord, "channel", "moderator")
    channel.guild.members[discord.world.bot.id] |= PIN_MESSAGES  # type: ignore[union-attr]
    trouble_every_answer(discord, 0)
    visitor = Visitor(discord, user, channel, patience=30)
    await visit_all(discord, tmp_path / "home", [visitor])
    assert visitor.told["quiz"].startswith("Your quiz is ready")
    assert visitor.told["pin card"].startswith("Pinned: ")
