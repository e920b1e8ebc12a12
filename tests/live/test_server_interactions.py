"""The rules of interactions, each with a test, so that the server cannot go soft."""

import asyncio
from typing import Any

import pytest

from tests.live.conftest import Community
from tests.live.driver import NoAnswerError, NotOfferedError
from tests.live.interactions import Interaction
from tests.live.probe import Body, Line, Probe
from tests.live.world import EPHEMERAL, Message

BUTTON = {"type": 2, "style": 2, "label": "Press", "custom_id": "c1:x:plain"}
GREY = {"type": 2, "style": 2, "label": "Grey", "custom_id": "grey", "disabled": True}
SELECT = {"type": 3, "custom_id": "m1", "options": [{"label": "A", "value": "a"}]}
ROWS = [{"type": 1, "components": [BUTTON, GREY]}, {"type": 1, "components": [SELECT]}]
CARD = {"content": "card", "components": ROWS}
COMMAND = {
    "name": "imnm",
    "description": "D",
    "contexts": [0, 1, 2],
    "integration_types": [0, 1],
    "options": [
        {
            "type": 1,
            "name": "card",
            "description": "D",
            "options": [
                {
                    "type": 3,
                    "name": "name",
                    "description": "D",
                    "required": True,
                    "autocomplete": True,
                },
                {"type": 5, "name": "private", "description": "D"},
            ],
        }
    ],
}


@pytest.fixture
async def line(probe: Probe, community: Community) -> Line:
    """A pretended bot that is ready, with its command registered."""
    path = f"/applications/{probe.discord.world.bot.id}/commands"
    assert (await probe.rest("PUT", path, [COMMAND]))[0] == 200
    ready, _ = await probe.ready()
    await ready.read_until("GUILD_CREATE")
    return ready


async def ask(probe: Probe, line: Line, community: Community) -> tuple[Interaction, Body]:
    """Use the command; return the server's side and the bot's event."""
    asked = await probe.discord.slash(
        community.ana, community.general, "imnm card", name="srp", wait=0
    )
    return asked, await line.read_until("INTERACTION_CREATE")


async def answered(
    probe: Probe, line: Line, community: Community, data: Body
) -> tuple[Interaction, Body]:
    asked, event = await ask(probe, line, community)
    status, body, _ = await probe.answer(event, {"type": 4, "data": data})
    assert status == 200, body
    return asked, event


async def press(
    probe: Probe, line: Line, community: Community, message: Message
) -> tuple[Interaction, Body]:
    asked = await probe.discord.click(community.ana, message, BUTTON["custom_id"], wait=0)
    return asked, await line.read_until("INTERACTION_CREATE")


def code(answer: tuple[int, Any, Any]) -> tuple[int, int]:
    return answer[0], answer[1]["code"]


async def test_the_event_says_who_asks_what_where(
    probe: Probe, line: Line, community: Community
) -> None:
    _, event = await ask(probe, line, community)
    assert event["type"] == 2
    assert event["context"] == 0
    assert event["member"]["user"]["id"] == str(community.ana.id)
    assert event["guild_id"] == str(community.guild.id)
    assert event["data"]["options"][0]["options"][0]["value"] == "srp"
    assert int(event["app_permissions"])


async def test_the_first_response_returns_interaction_and_message(
    probe: Probe, line: Line, community: Community
) -> None:
    asked, event = await ask(probe, line, community)
    status, body, _ = await probe.answer(event, {"type": 4, "data": CARD})
    assert status == 200
    assert body["interaction"]["id"] == event["id"]
    message = body["resource"]["message"]
    assert message["interaction_metadata"]["user"]["id"] == str(community.ana.id)
    assert int(message["id"]) in community.general.messages
    assert asked.text == "card"
    assert not asked.private


async def test_a_response_without_with_response_is_204(
    probe: Probe, line: Line, community: Community
) -> None:
    _, event = await ask(probe, line, community)
    path = f"/interactions/{event['id']}/{event['token']}/callback"
    assert (await probe.rest("POST", path, {"type": 4, "data": CARD}, headers={}))[0] == 204


async def test_after_three_seconds_the_token_is_void(
    probe: Probe, line: Line, community: Community
) -> None:
    _, event = await ask(probe, line, community)
    probe.discord.advance(3.1)
    assert code(await probe.answer(event, {"type": 4, "data": CARD})) == (404, 10062)
    _, event = await ask(probe, line, community)
    probe.discord.advance(2.5)
    assert (await probe.answer(event, {"type": 4, "data": CARD}))[0] == 200


async def test_a_made_up_token_is_unknown(probe: Probe, line: Line, community: Community) -> None:
    _, event = await ask(probe, line, community)
    wrong = event | {"token": "made-up"}
    assert code(await probe.answer(wrong, {"type": 4, "data": CARD})) == (404, 10062)


async def test_a_second_response_is_refused(probe: Probe, line: Line, community: Community) -> None:
    _, event = await answered(probe, line, community, CARD)
    assert code(await probe.answer(event, {"type": 5})) == (400, 40060)
    assert len(community.general.messages) == 1


async def test_a_faulty_response_leaves_the_interaction_open(
    probe: Probe, line: Line, community: Community
) -> None:
    _, event = await ask(probe, line, community)
    long = {"type": 4, "data": {"content": "x" * 2001}}
    assert code(await probe.answer(event, long)) == (400, 50035)
    assert code(await probe.answer(event, {"type": 4, "data": {}})) == (400, 50006)
    assert (await probe.answer(event, {"type": 4, "data": CARD}))[0] == 200


@pytest.mark.parametrize("kind", [6, 7])
async def test_a_command_cannot_edit_a_message_in_place(
    probe: Probe, line: Line, community: Community, kind: int
) -> None:
    _, event = await ask(probe, line, community)
    answer = await probe.answer(event, {"type": kind, "data": {"content": "x"}})
    assert code(answer) == (400, 50035)


async def test_suggestions_answer_only_typing(
    probe: Probe, line: Line, community: Community
) -> None:
    choices = {"type": 8, "data": {"choices": [{"name": "SRP", "value": "srp"}]}}
    _, event = await ask(probe, line, community)
    assert code(await probe.answer(event, choices)) == (400, 50035)


async def test_typing_brings_the_focused_option_and_takes_choices(
    probe: Probe, line: Line, community: Community
) -> None:
    typing = asyncio.create_task(
        probe.discord.autocomplete(community.ana, community.general, "imnm card", "name", "sr")
    )
    event = await line.read_until("INTERACTION_CREATE")
    option = event["data"]["options"][0]["options"][0]
    assert (event["type"], option["value"], option["focused"]) == (4, "sr", True)
    assert code(await probe.answer(event, {"type": 4, "data": CARD})) == (400, 50035)
    choices = {"choices": [{"name": "SRP", "value": "srp"}]}
    assert (await probe.answer(event, {"type": 8, "data": choices}))[0] == 200
    assert await typing == choices["choices"]


async def test_a_button_can_page_its_message_in_place(
    probe: Probe, line: Line, community: Community
) -> None:
    first, _ = await answered(probe, line, community, CARD)
    pressed, event = await press(probe, line, community, first.message)
    assert event["data"]["custom_id"] == BUTTON["custom_id"]
    assert event["message"]["id"] == str(first.message.id)
    status, _, _ = await probe.answer(event, {"type": 7, "data": {"content": "page two"}})
    assert status == 200
    assert pressed.message is first.message
    assert first.message.content == "page two"
    assert first.message.components == ROWS


async def test_an_edit_in_place_may_not_empty_the_message(
    probe: Probe, line: Line, community: Community
) -> None:
    first, _ = await answered(probe, line, community, CARD)
    _, event = await press(probe, line, community, first.message)
    empty = {"type": 7, "data": {"content": None}}
    assert code(await probe.answer(event, empty)) == (400, 50006)


async def test_a_private_answer_is_seen_by_the_asker_alone(
    probe: Probe, line: Line, community: Community
) -> None:
    asked, _ = await answered(probe, line, community, CARD | {"flags": EPHEMERAL})
    message = asked.message
    assert asked.private
    assert message.id not in community.general.messages
    path = f"/channels/{community.general.id}/messages/{message.id}"
    assert code(await probe.rest("GET", path)) == (404, 10008)
    assert code(await probe.rest("PATCH", path, {"content": "x"})) == (404, 10008)
    with pytest.raises(NotOfferedError):
        await probe.discord.click(community.ben, message, BUTTON["custom_id"], wait=0)
    await press(probe, line, community, message)


async def test_a_deferred_answer_is_filled_by_the_first_follow_up_or_by_an_edit(
    probe: Probe, line: Line, community: Community
) -> None:
    webhook = f"/webhooks/{probe.discord.world.bot.id}"
    asked, event = await ask(probe, line, community)
    _, body, _ = await probe.answer(event, {"type": 5, "data": {"flags": EPHEMERAL}})
    assert body["interaction"]["response_message_loading"] is True
    await probe.rest("POST", f"{webhook}/{event['token']}", CARD, headers={})
    assert asked.message.content == "card"
    assert asked.private
    assert asked.followups == []
    original = f"{webhook}/{event['token']}/messages/@original"
    await probe.rest("PATCH", original, {"content": "other"}, headers={})
    assert (await probe.rest("GET", original, headers={}))[1]["content"] == "other"
    _, more, _ = await probe.rest("POST", f"{webhook}/{event['token']}", CARD, headers={})
    assert [str(message.id) for message in asked.followups] == [more["id"]]
    assert (await probe.rest("DELETE", original, headers={}))[0] == 204
    assert code(await probe.rest("GET", original, headers={})) == (404, 10008)


async def test_a_follow_up_needs_a_first_response(
    probe: Probe, line: Line, community: Community
) -> None:
    _, event = await ask(probe, line, community)
    webhook = f"/webhooks/{probe.discord.world.bot.id}/{event['token']}"
    assert code(await probe.rest("POST", webhook, CARD, headers={})) == (404, 10015)


async def test_the_token_lives_fifteen_minutes(
    probe: Probe, line: Line, community: Community
) -> None:
    asked, event = await answered(probe, line, community, CARD)
    original = f"/webhooks/{probe.discord.world.bot.id}/{event['token']}/messages/@original"
    probe.discord.advance(14 * 60 + 50)
    assert (await probe.rest("PATCH", original, {"content": "1"}, headers={}))[0] == 200
    probe.discord.advance(11)
    answer = await probe.rest("PATCH", original, {"content": "2"}, headers={})
    assert code(answer) == (401, 50027)
    in_channel = f"/channels/{community.general.id}/messages/{asked.message.id}"
    assert (await probe.rest("PATCH", in_channel, {"content": "3"}))[0] == 200
    _, again = await press(probe, line, community, asked.message)
    assert (await probe.answer(again, {"type": 7, "data": {"content": "4"}}))[0] == 200


async def test_the_same_interaction_can_be_delivered_twice(
    probe: Probe, line: Line, community: Community
) -> None:
    asked, event = await answered(probe, line, community, CARD)
    await probe.discord.redeliver(asked)
    assert (await line.read_until("INTERACTION_CREATE"))["id"] == event["id"]


async def test_contexts_and_installs_decide_where_a_command_is_offered(
    probe: Probe, line: Line, community: Community
) -> None:
    discord, ana = probe.discord, community.ana
    world = discord.world
    await discord.slash(ana, ana.dm, "imnm card", name="srp", wait=0)
    event = await line.read_until("INTERACTION_CREATE")
    assert event["context"] == 1
    assert "member" not in event
    assert event["user"]["id"] == str(ana.id)
    elsewhere = world.add_channel(world.add_guild("Elsewhere", with_bot=False), "general")
    elsewhere.guild.members[ana.id] = community.guild.members[ana.id]
    with pytest.raises(NotOfferedError):
        await discord.slash(ana, elsewhere, "imnm card", name="srp", wait=0)
    ana.installed = True
    await discord.slash(ana, elsewhere, "imnm card", name="srp", wait=0)
    event = await line.read_until("INTERACTION_CREATE")
    assert event["authorizing_integration_owners"] == {"1": str(ana.id)}
    assert event["app_permissions"] == "0"
    assert (await probe.answer(event, {"type": 4, "data": CARD}))[0] == 200
    answer = await probe.rest("POST", f"/channels/{elsewhere.id}/messages", CARD)
    assert code(answer) == (403, 50001)


async def test_the_driver_does_only_what_a_client_offers(
    probe: Probe, line: Line, community: Community
) -> None:
    discord, ana, general = probe.discord, community.ana, community.general
    for wrong in (
        discord.slash(ana, general, "other", wait=0),
        discord.slash(ana, general, "imnm", wait=0),
        discord.slash(ana, general, "imnm nothing", wait=0),
        discord.slash(ana, general, "imnm card", wait=0),
        discord.slash(ana, general, "imnm card", name="srp", private="yes", wait=0),
        discord.slash(ana, general, "imnm card", name="srp", level="plain", wait=0),
        discord.autocomplete(ana, general, "imnm card", "private", "y"),
    ):
        with pytest.raises(NotOfferedError):
            await wrong
    asked, _ = await answered(probe, line, community, CARD)
    for wrong in (
        discord.click(ana, asked.message, "grey", wait=0),
        discord.click(ana, asked.message, "none", wait=0),
        discord.select(ana, asked.message, "m1", "b", wait=0),
        discord.select(ana, asked.message, "m1", wait=0),
    ):
        with pytest.raises(NotOfferedError):
            await wrong
    with pytest.raises(NoAnswerError):
        await discord.select(ana, asked.message, "m1", "a", wait=0.05)
