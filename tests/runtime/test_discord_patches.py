"""The private parts of discord.py are as the patches expect, and the patches work."""

import asyncio
import io
import json
import logging
from types import SimpleNamespace

import aiohttp
import discord
import pytest
from discord import ui, utils
from discord.gateway import DiscordWebSocket
from discord.http import MultipartParameters, Route, json_or_text
from discord.shard import Shard
from discord.webhook.async_ import AsyncWebhookAdapter, interaction_message_response_params

from bot.runtime import discord_patches
from bot.runtime.direct_post import DirectPost
from bot.runtime.discord_patches import (
    interaction_tasks,
    read_json,
)
from bot.ui.command_tree import BotCommandTree, name_of
from bot.ui.message import RenderedMessage


def test_the_patches_were_checked_with_this_version() -> None:
    """With a new version: read what changed, run these tests, then name it in the docstring."""
    assert f"discord.py {discord.__version__}," in (discord_patches.__doc__ or "")


# --- reading JSON -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ('{"a": "x\\ud800y"}', {"a": "x?y"}),
        ('{"\\udfff": ["\\ud83d", 1, null]}', {"?": ["?", 1, None]}),
        ('"\\ud83d\\ude00 \\\\ud800 é"', "\N{GRINNING FACE} \\ud800 é"),
        (b'{"a": 9223372036854775807}', {"a": 2**63 - 1}),
    ],
)
def test_half_a_surrogate_pair_becomes_a_question_mark_and_the_rest_stays(sent, read) -> None:
    assert read_json(sent) == read
    json.dumps(read_json(sent), ensure_ascii=False).encode()


@pytest.mark.parametrize("sent", ["", '{"a": ', '{"a": "\\ud800"', "x"])
def test_what_is_no_json_is_refused(sent: str) -> None:
    with pytest.raises(ValueError, match="line 1 column"):
        read_json(sent)


async def test_answers_and_events_are_read_by_the_function_that_is_replaced(
    monkeypatch, caplog
) -> None:
    monkeypatch.setattr(utils, "_from_json", lambda _: {"op": 99})

    async def text(**_kwargs: str) -> str:
        return "{}"

    answer = SimpleNamespace(text=text, headers={"content-type": "application/json"})
    assert await json_or_text(answer) == {"op": 99}

    socket = DiscordWebSocket(None, loop=asyncio.get_running_loop())
    socket.log_receive = lambda _: None
    socket.shard_id = 0
    with caplog.at_level(logging.WARNING, logger="discord.gateway"):
        await socket.received_message("{}")
    assert caplog.messages == ["Unknown OP code 99."]


# --- connecting ---------------------------------------------------------------------------------


def test_requests_go_to_the_address_that_is_replaced(monkeypatch) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9/api/v10")
    assert Route("GET", "/gateway/bot").url == "http://127.0.0.1:9/api/v10/gateway/bot"


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (DiscordWebSocket.from_client.__func__, "DEFAULT_GATEWAY"),
        (DiscordWebSocket.received_message, "DEFAULT_GATEWAY"),
        (discord.AutoShardedClient.launch_shards, "DEFAULT_GATEWAY"),
        (discord.AutoShardedClient.launch_shards, "launch_shard"),
        (discord.AutoShardedClient.launch_shard, "launch_shard"),
        (discord.AutoShardedClient.launch_shard, "DiscordWebSocket"),
        (discord.AutoShardedClient.launch_shard, "Shard"),
        (Shard.reidentify, "DiscordWebSocket"),
        (Shard.reconnect, "DiscordWebSocket"),
        (discord.AutoShardedClient.connect, "reidentify"),
        (discord.AutoShardedClient.connect, "reconnect"),
        (DiscordWebSocket.poll_event, "received_message"),
        (DiscordWebSocket.received_message, "_discord_parsers"),
        (DiscordWebSocket.received_message, "_decompressor"),
        (DiscordWebSocket.from_client.__func__, "parsers"),
        (discord.AutoShardedClient.connect, "launch_shards"),
        (discord.Client.__init__, "warn_nacl"),
        (discord.Client.__init__, "warn_dave"),
    ],
)
def test_connecting_goes_through_what_is_replaced(function, name) -> None:
    assert name in function.__code__.co_names


# --- interactions -------------------------------------------------------------------------------


async def test_commands_and_suggestions_go_through_the_method_that_is_replaced(
    simcord_env, ana, channel, monkeypatch
) -> None:
    names = []

    async def note(_tree, interaction, action) -> None:
        names.append(name_of(interaction))
        await action()

    monkeypatch.setattr(BotCommandTree, "run_guarded", note)
    await ana.slash(channel, "imnm hmgcr")
    assert await ana.autocomplete(channel, "imnm card", "name", "hm")
    assert names == ["imnm hmgcr", "imnm card"]


async def test_tasks_of_interactions_are_found_by_their_names(
    simcord_env, ana, channel, monkeypatch
) -> None:
    found = []

    async def note(_tree, _interaction, action) -> None:
        found.append(asyncio.current_task() in interaction_tasks())
        await action()

    monkeypatch.setattr(BotCommandTree, "run_guarded", note)
    await ana.slash(channel, "imnm hmgcr")
    assert found == [True]
    assert asyncio.current_task() not in interaction_tasks()


async def test_messages_and_forms_are_not_kept_by_discord_py(simcord_env, ana, channel) -> None:
    """Rows and forms are stopped before they are sent, so that memory does not grow with them."""
    bot = simcord_env.bot
    shown = (await ana.slash(channel, "settings me")).response
    assert shown.components
    await ana.click(shown, custom_id="str1")
    assert not bot.persistent_views
    views = bot._connection._view_store
    assert not views._synced_message_views
    assert not views._modals
    kept = ui.View(timeout=None)
    kept.add_item(ui.Button(label="kept", custom_id="kept"))
    bot.add_view(kept)
    assert bot.persistent_views, "this test would notice one that is kept"


# --- responses ----------------------------------------------------------------------------------


def callbacks(env, start: int = 0) -> list:
    """The responses to interactions so far, from the one that was ``start``."""
    return [each for each in env.http_requests if each.path.endswith("/callback")][start:]


def button_ids(message) -> list[str]:
    """The ids of a message's buttons."""
    controls = [each for row in message.components for each in row["components"]]
    button = discord.ComponentType.button.value
    return [each["custom_id"] for each in controls if each["type"] == button]


async def press_around(env, ana, channel) -> list:
    """Ask for all kinds of answers, and return what was sent."""
    for number in range(3):
        shown = (await ana.slash(channel, "imnm hmgcr", private=True)).response
        await ana.click(shown, custom_id=button_ids(shown)[number])
    await ana.slash(channel, "imnm subtypes", level="clinical")
    await ana.slash(channel, "imnm term", name="CK")
    await ana.slash(channel, "settings me")
    await ana.autocomplete(channel, "imnm card", "name", "hm")
    return callbacks(env)


@pytest.mark.parametrize("parts", ["RESPONDING", "RECEIVING"])
async def test_without_a_private_part_of_discord_py_everybody_is_answered_alike(
    simcord_env, ana, channel, monkeypatch, parts
) -> None:
    def data_of(sent) -> list:
        return [{"tts": False, "content": None} | each.json["data"] for each in sent]

    prepared = data_of(await press_around(simcord_env, ana, channel))
    changed = (*getattr(discord_patches, parts), (discord.Interaction, "_renamed"))
    monkeypatch.setattr(discord_patches, parts, changed)
    drawn = data_of(await press_around(simcord_env, ana, channel))[len(prepared) :]
    assert drawn == prepared
    assert len(prepared) >= 8


async def test_a_response_is_sent_as_it_was_prepared_and_drawn_once(
    simcord_env, ana, channel, monkeypatch
) -> None:
    await ana.slash(channel, "imnm hmgcr")

    def draw(*_args, **_options) -> None:
        raise AssertionError("drawn once more")

    monkeypatch.setattr("bot.ui.message.RenderedMessage._payload", draw)
    monkeypatch.setattr(discord.ui.View, "to_components", draw)
    shown = (await ana.slash(channel, "imnm hmgcr")).response
    first, second = callbacks(simcord_env)
    assert shown.embeds
    assert second.json == first.json


async def test_discord_is_not_asked_to_repeat_what_it_was_sent(simcord_env, ana, channel) -> None:
    sent = await press_around(simcord_env, ana, channel)
    assert not any(each.params for each in sent)


def test_a_prepared_response_is_sent_in_its_own_bytes() -> None:
    prepared = RenderedMessage(content="é").public_response
    assert discord_patches.write_json(prepared) is prepared.json
    assert json.loads(prepared.json) == prepared
    assert discord_patches.write_json({"a": "é"}) == '{"a":"é"}'
    assert "_to_json" in AsyncWebhookAdapter.request.__code__.co_names


def answer(status: int, code: int = 0, header: str = "X: y") -> bytes:
    """What Discord says instead of success."""
    body = json.dumps({"code": code, "message": "?", "retry_after": 0.3, "global": False})
    return (
        f"HTTP/1.1 {status} ?\r\nContent-Type: application/json\r\n{header}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def respond_with(params, peer, session, monkeypatch) -> None:
    """Send a response, without the waits between two tries."""
    sleep = asyncio.sleep
    monkeypatch.setattr(Route, "BASE", peer.api)
    monkeypatch.setattr(asyncio, "sleep", lambda _seconds: sleep(0))
    adapter = AsyncWebhookAdapter()
    await discord_patches._respond_once(adapter, 1, "a-token", session=session, params=params)


async def respond_at(peer, session, monkeypatch) -> None:
    prepared = RenderedMessage(content="x").public_response
    params = MultipartParameters(payload=prepared, multipart=None, files=None)
    await respond_with(params, peer, session, monkeypatch)
    assert {each.partition(b"\r\n\r\n")[2] for each in peer.requests} == {prepared.json}


@pytest.mark.parametrize(
    ("answers", "requests"),
    [
        ([], 1),
        ([answer(200)], 1),
        ([answer(503)], 2),
        ([answer(502), answer(502), answer(502)], 4),
        ([answer(429, header="Via: 1.1 google")], 2),
        ([answer(500), answer(400, 40060)], 2),
        ([b""], 2),
        ([b"", b""], 3),
        ([b"", answer(400, 40060)], 2),
    ],
)
async def test_a_response_is_repeated_until_discord_has_it(
    peer, session, monkeypatch, answers, requests
) -> None:
    peer.answers = answers
    await respond_at(peer, session, monkeypatch)
    assert len(peer.requests) == requests


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([answer(404, 10062)], discord.NotFound),
        ([answer(400, 40060)], discord.HTTPException),
        ([answer(400, 50035)], discord.HTTPException),
        ([answer(403, 50001)], discord.Forbidden),
        ([answer(429)], discord.HTTPException),
        ([b"", b"", b""], aiohttp.ClientError),
    ],
)
async def test_a_response_that_discord_refuses_is_not_repeated(
    peer, session, monkeypatch, answers, error
) -> None:
    peer.answers = list(answers)
    with pytest.raises(error) as raised:
        await respond_at(peer, session, monkeypatch)
    assert len(peer.requests) == len(answers)
    if isinstance(raised.value, discord.HTTPException):
        assert str(raised.value.status).encode() in answers[0]
        assert str(raised.value.code).encode() in answers[0]


async def test_a_response_goes_over_a_connection_that_is_there(peer, session, monkeypatch) -> None:
    def request(*_args, **_options) -> None:
        raise AssertionError("sent the slower way")

    monkeypatch.setattr(session, "_request", request)
    for _ in range(3):
        await respond_at(peer, session, monkeypatch)
    assert len(peer.requests) == 3
    assert peer.connections == 1


@pytest.mark.parametrize(
    ("filename", "answers", "requests", "direct"),
    [
        ("a.png", [], 1, 1),
        ("a.png", [answer(503)], 2, 1),
        ("a.png", [b""], 2, 1),
        ('"quoted".png', [], 1, 0),
    ],
)
async def test_a_response_with_files_goes_the_same_way(  # noqa: PLR0917
    peer, session, monkeypatch, filename, answers, requests, direct
) -> None:
    sent = []
    send = DirectPost.send

    async def note(post, *args):
        sent.append(args)
        return await send(post, *args)

    monkeypatch.setattr(DirectPost, "send", note)
    peer.answers = answers
    files = [discord.File(io.BytesIO(b"\x89PNG\r\n"), filename)]
    params = interaction_message_response_params(type=4, content="x", files=files)
    await respond_with(params, peer, session, monkeypatch)
    assert (len(peer.requests), len(sent)) == (requests, direct)
    for each in peer.requests:
        assert b"multipart/form-data; boundary=" in each
        assert b'name="payload_json"' in each
        assert b"\r\n\r\n\x89PNG\r\n\r\n--" in each


async def test_an_interaction_is_answered_once(simcord_env, ana, channel, monkeypatch) -> None:
    seen = []

    async def twice(_tree, interaction, action) -> None:
        await action()
        seen.append(interaction.response.is_done())
        with pytest.raises(discord.InteractionResponded):
            await interaction.client.respond(
                interaction, RenderedMessage(content="again").public_response
            )

    monkeypatch.setattr(BotCommandTree, "run_guarded", twice)
    await ana.slash(channel, "imnm hmgcr")
    assert seen == [True]
    assert len(callbacks(simcord_env)) == 1


async def test_no_task_is_begun_after_a_command_that_leaves_nothing_to_tell(
    simcord_env, ana, channel, monkeypatch
) -> None:
    told = []

    async def note(interaction, _command) -> None:
        told.append(interaction.user.id)

    bot = simcord_env.bot
    monkeypatch.setattr(bot, "on_app_command_completion", note)
    await ana.slash(channel, "imnm hmgcr")
    told.clear()
    for _ in range(2):
        await ana.slash(channel, "imnm hmgcr")
    assert told == []
    monkeypatch.setattr(bot.store.people, "known_reminders_stopped", lambda _: None)
    await ana.slash(channel, "imnm hmgcr")
    assert told == [ana.id], "what is not known is looked up"


async def test_a_pressed_message_is_read_when_it_is_asked_for(
    simcord_env, ana, channel, monkeypatch
) -> None:
    pressed = []

    async def note(interaction, *_kinds) -> None:
        pressed.append(interaction)
        await interaction.response.defer()

    shown = (await ana.slash(channel, "imnm hmgcr")).response
    monkeypatch.setattr("bot.runtime.commands.dispatch", note)
    await ana.click(shown, custom_id=button_ids(shown)[0])
    (interaction,) = pressed
    assert interaction._message is None
    assert interaction.message.id == shown.id
    assert interaction.message is interaction.message
    assert interaction.message.guild.id == channel.guild.id
    assert interaction.message.components
