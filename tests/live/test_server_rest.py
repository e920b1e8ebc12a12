"""The REST rules of the server, each with a test, so that it cannot go soft."""

from typing import Any

import aiohttp
import pytest

from tests.discord_rules import SCHEMA_FILE
from tests.live.conftest import Community
from tests.live.probe import Probe
from tests.live.rights import EMBED_LINKS, PIN_MESSAGES, SEND_MESSAGES, USUAL, VIEW_CHANNEL

HELLO = {"content": "hello"}


def code(answer: tuple[int, Any, Any]) -> tuple[int, int]:
    """Give status and JSON error code."""
    return answer[0], answer[1]["code"]


def messages(community: Community) -> str:
    return f"/channels/{community.general.id}/messages"


async def test_only_the_right_token_comes_in(probe: Probe) -> None:
    assert (await probe.rest("GET", "/users/@me"))[1]["bot"] is True
    for authorization in ({}, {"Authorization": "Bot wrong"}, {"Authorization": "wrong"}):
        assert (await probe.rest("GET", "/users/@me", headers=authorization))[0] == 401


async def test_json_is_answered_under_exactly_its_type(probe: Probe) -> None:
    _, _, headers = await probe.rest("GET", "/gateway/bot")
    assert headers["Content-Type"] == "application/json"


async def test_an_unknown_route_is_404(probe: Probe) -> None:
    assert (await probe.rest("GET", "/nowhere"))[0] == 404


async def test_bodies_must_be_json(probe: Probe, community: Community) -> None:
    headers = probe.headers | {"Content-Type": "application/json"}
    path = messages(community)
    assert code(await probe.rest("POST", path, headers=headers, data=b"{"))[1] == 50109
    headers["Content-Type"] = "text/plain"
    assert code(await probe.rest("POST", path, headers=headers, data=b"{}"))[1] == 50109


async def test_an_upload_comes_with_its_payload(probe: Probe, community: Community) -> None:
    form = aiohttp.FormData()
    form.add_field("payload_json", '{"attachments": [{"id": 0, "description": "alt"}]}')
    form.add_field("files[0]", b"data", filename="card.txt")
    assert (await probe.rest("POST", messages(community), data=form))[0] == 200


async def test_limits_are_refused_with_50035_and_nested_errors(
    probe: Probe, community: Community
) -> None:
    body = {"embeds": [{"title": "T", "fields": [{"name": "n", "value": ""}]}]}
    answer = await probe.rest("POST", messages(community), body)
    assert code(answer) == (400, 50035)
    field = answer[1]["errors"]["embeds"]["0"]["fields"]["0"]
    assert field["value"]["_errors"][0]["code"] == "BASE_TYPE_REQUIRED"


@pytest.mark.skipif(not SCHEMA_FILE.is_file(), reason="no ../shared/discord/openapi.json")
@pytest.mark.shared
async def test_what_the_schema_refuses_is_50035_too(probe: Probe, community: Community) -> None:
    answer = await probe.rest("POST", messages(community), {"content": "x", "tts": "loud"})
    assert code(answer) == (400, 50035)


async def test_an_empty_message_is_50006_when_sent_and_when_edited(
    probe: Probe, community: Community
) -> None:
    path = messages(community)
    assert code(await probe.rest("POST", path, {"content": " "})) == (400, 50006)
    _, sent, _ = await probe.rest("POST", path, HELLO)
    assert code(await probe.rest("PATCH", f"{path}/{sent['id']}", {"content": ""})) == (400, 50006)


async def test_a_message_can_be_sent_read_edited_and_deleted(
    probe: Probe, community: Community
) -> None:
    path = messages(community)
    _, sent, _ = await probe.rest("POST", path, HELLO)
    one = f"{path}/{sent['id']}"
    _, edited, _ = await probe.rest("PATCH", one, {"embeds": [{"title": "T"}]})
    assert edited["content"] == "hello"
    assert edited["embeds"][0]["title"] == "T"
    assert edited["edited_timestamp"]
    assert (await probe.rest("GET", one))[1]["id"] == sent["id"]
    assert [m["id"] for m in (await probe.rest("GET", path))[1]] == [sent["id"]]
    assert (await probe.rest("DELETE", one))[0] == 204
    assert code(await probe.rest("GET", one)) == (404, 10008)


async def test_unknown_things_have_their_codes(probe: Probe, community: Community) -> None:
    assert code(await probe.rest("GET", "/channels/5")) == (404, 10003)
    assert code(await probe.rest("POST", "/channels/5/messages", HELLO)) == (404, 10003)
    assert code(await probe.rest("PATCH", f"{messages(community)}/5", HELLO)) == (404, 10008)
    assert code(await probe.rest("GET", "/guilds/5")) == (404, 10004)
    assert code(await probe.rest("GET", f"/guilds/{community.guild.id}/members/5"))[1] == 10007
    assert code(await probe.rest("GET", "/users/5")) == (404, 10013)


async def test_permissions_are_the_channels(probe: Probe, community: Community) -> None:
    bot, general = probe.discord.world.bot.id, community.general
    path = messages(community)
    general.denied[bot] = SEND_MESSAGES
    assert code(await probe.rest("POST", path, HELLO)) == (403, 50013)
    general.denied[bot] = EMBED_LINKS
    assert code(await probe.rest("POST", path, {"embeds": [{"title": "T"}]})) == (403, 50013)
    assert (await probe.rest("POST", path, HELLO))[0] == 200
    general.denied[bot] = VIEW_CHANNEL
    assert code(await probe.rest("POST", path, HELLO)) == (403, 50001)
    assert code(await probe.rest("GET", f"/channels/{general.id}")) == (403, 50001)


async def test_a_server_without_the_bot_takes_none_of_its_messages(probe: Probe) -> None:
    world = probe.discord.world
    channel = world.add_channel(world.add_guild("Elsewhere", with_bot=False), "general")
    answer = await probe.rest("POST", f"/channels/{channel.id}/messages", HELLO)
    assert code(answer) == (403, 50001)


async def test_a_private_message_reaches_whoever_takes_them(
    probe: Probe, community: Community
) -> None:
    body = {"recipient_id": str(community.ana.id)}
    _, channel, _ = await probe.rest("POST", "/users/@me/channels", body)
    path = f"/channels/{channel['id']}/messages"
    assert (await probe.rest("POST", path, HELLO))[0] == 200
    community.ana.closed = True
    assert code(await probe.rest("POST", path, HELLO)) == (403, 50007)


async def test_an_enforced_nonce_makes_one_message_of_a_repeated_send(
    probe: Probe, community: Community
) -> None:
    body = HELLO | {"nonce": "7", "enforce_nonce": True}
    probe.discord.fail_next("POST", "/messages", 502, after=True)
    assert (await probe.rest("POST", messages(community), body))[0] == 502
    _, again, _ = await probe.rest("POST", messages(community), body)
    assert [str(m) for m in community.general.messages] == [again["id"]]
    unguarded = HELLO | {"nonce": "7"}
    await probe.rest("POST", messages(community), unguarded)
    assert len(community.general.messages) == 2


async def test_pinning_needs_its_own_permission(probe: Probe, community: Community) -> None:
    bot, path = probe.discord.world.bot.id, messages(community)
    _, sent, _ = await probe.rest("POST", path, HELLO)
    pin = f"{path}/pins/{sent['id']}"
    community.guild.members[bot] = USUAL | 1 << 13
    assert code(await probe.rest("PUT", pin)) == (403, 50013)
    community.guild.members[bot] = USUAL | PIN_MESSAGES
    assert (await probe.rest("PUT", pin))[0] == 204
    assert (await probe.rest("GET", f"{path}/{sent['id']}"))[1]["pinned"] is True
    assert (await probe.rest("DELETE", pin))[0] == 204
    assert code(await probe.rest("PUT", f"{path}/pins/5")) == (404, 10008)


@pytest.mark.long
async def test_a_channel_holds_250_pins_in_pages_of_50(probe: Probe, community: Community) -> None:
    discord, path = probe.discord, messages(community)
    community.guild.members[discord.world.bot.id] = USUAL | PIN_MESSAGES
    for _ in range(251):
        discord.advance(6)
        _, sent, _ = await probe.rest("POST", path, HELLO)
        answer = await probe.rest("PUT", f"{path}/pins/{sent['id']}")
    assert code(answer) == (400, 30003)
    _, page, _ = await probe.rest("GET", f"{path}/pins")
    assert (len(page["items"]), page["has_more"]) == (50, True)
    before = {"before": page["items"][-1]["pinned_at"]}
    _, following, _ = await probe.rest("GET", f"{path}/pins", params=before)
    first = {item["message"]["id"] for item in page["items"]}
    assert first.isdisjoint(item["message"]["id"] for item in following["items"])


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_a_channel_takes_five_sends_or_edits_in_five_seconds(
    probe: Probe, community: Community, method: str
) -> None:
    probe.discord.freeze()
    path = messages(community)
    _, sent, _ = await probe.rest("POST", path, HELLO)
    probe.discord.advance(10)
    if method == "PATCH":
        path = f"{path}/{sent['id']}"
    for left in (4, 3, 2, 1, 0):
        status, _, headers = await probe.rest(method, path, HELLO)
        assert (status, headers["X-RateLimit-Remaining"]) == (200, str(left))
    status, body, headers = await probe.rest(method, path, HELLO)
    assert status == 429
    assert 0 < body["retry_after"] <= 5
    assert body["global"] is False
    assert headers["Via"]
    assert headers["X-RateLimit-Bucket"]
    probe.discord.advance(body["retry_after"])
    assert (await probe.rest(method, path, HELLO))[0] == 200


async def test_the_whole_bot_has_fifty_requests_a_second(probe: Probe) -> None:
    probe.discord.freeze()
    answers = [await probe.rest("GET", "/users/@me") for _ in range(51)]
    assert [answer[0] for answer in answers[:50]] == [200] * 50
    status, body, headers = answers[50]
    assert (status, body["global"], headers["X-RateLimit-Global"]) == (429, True, "true")
    callback = await probe.rest("POST", "/interactions/5/none/callback", {"type": 5}, headers={})
    assert code(callback) == (404, 10062)
    probe.discord.advance(1)
    assert (await probe.rest("GET", "/users/@me"))[0] == 200


async def test_too_many_invalid_requests_ban_the_address_without_via(probe: Probe) -> None:
    limits = probe.discord.rest.limits
    limits.invalid_limit = 3
    for _ in range(3):
        await probe.rest("GET", "/users/@me", headers={})
    assert limits.invalid_requests == 3
    status, body, headers = await probe.rest("GET", "/users/@me")
    assert (status, "Via" in headers, type(body)) == (429, False, str)
    probe.discord.advance(601)
    assert (await probe.rest("GET", "/users/@me"))[0] == 200


async def test_commands_come_back_as_discord_keeps_them(probe: Probe, community: Community) -> None:
    bot = probe.discord.world.bot.id
    level = {"type": 3, "name": "level", "description": "L", "required": False, "options": []}
    group = {"type": 1, "name": "card", "description": "C", "options": [level]}
    command = {"name": "imnm", "description": "D", "options": [group], "contexts": [0, 1]}
    path = f"/applications/{bot}/commands"
    status, first, _ = await probe.rest("PUT", path, [command])
    assert status == 200
    kept = first[0]
    assert kept["id"]
    assert kept["version"]
    assert kept["dm_permission"] is True
    assert kept["nsfw"] is False
    assert "required" not in kept["options"][0]["options"][0]
    _, second, _ = await probe.rest("PUT", path, [command])
    assert second == first
    _, third, _ = await probe.rest("PUT", path, [command | {"description": "E"}])
    assert third[0]["id"] == kept["id"]
    assert third[0]["version"] != kept["version"]
    _, plain, _ = await probe.rest("GET", path)
    assert "name_localizations" not in plain[0]
    _, full, _ = await probe.rest("GET", path, params={"with_localizations": "true"})
    assert full == third
    in_guild = f"/applications/{bot}/guilds/{community.guild.id}/commands"
    _, of_guild, _ = await probe.rest("PUT", in_guild, [command])
    assert of_guild[0]["guild_id"] == str(community.guild.id)
    assert "contexts" not in of_guild[0]
    assert code(await probe.rest("PUT", "/applications/5/commands", [])) == (403, 50001)


async def test_a_command_beyond_a_limit_is_refused(probe: Probe) -> None:
    path = f"/applications/{probe.discord.world.bot.id}/commands"
    answer = await probe.rest("PUT", path, [{"name": "Not Lower", "description": "D"}])
    assert code(answer) == (400, 50035)
    assert probe.discord.world.global_commands == []
