r"""Every use of a private part of discord.py: whatever its documentation does not name.

Such a part may change in any release, so each stands here with its reason, and
``tests/runtime/test_discord_patches.py`` fails when the library changes it. Checked with
discord.py 2.7.1, the only version that ``pyproject.toml`` allows.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, cast

import aiohttp
import discord
import orjson
import yarl
from discord import app_commands, utils
from discord.http import HTTPClient, MultipartParameters, Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from bot.runtime.direct_post import DirectPost, Posted, direct_post, encode_form, quote_part
from bot.runtime.event_defaults import complete_interaction, complete_message
from bot.runtime.gateway import GatewayClient, PatchedState
from bot.ui.command_tree import BotCommandTree
from bot.ui.discord_errors import TRANSPORT_ERRORS
from bot.ui.message import PreparedResponse

if TYPE_CHECKING:
    from discord.abc import MessageableChannel
    from discord.state import ConnectionState
    from discord.types.message import Message

ALREADY_ACKNOWLEDGED: Final = 40060
"""Discord's code for a second response to an interaction."""
COMMAND_TYPES: Final = (
    discord.InteractionType.application_command,
    discord.InteractionType.autocomplete,
)
RESPONSE_PATH: Final = "/interactions/{webhook_id}/{webhook_token}/callback"
RESPONSE_TRIES: Final = 3
"""How often a response is sent that gets no answer at all; a second one changes nothing."""
RETRY_RESPONSE_AFTER: Final = 0.2
"""Seconds; Discord waits three for the first response."""
PrivateParts = tuple[tuple[type, str], ...]
RECEIVING: PrivateParts = (
    (discord.Interaction, "_from_data"),
    (app_commands.CommandTree, "_from_interaction"),
)
"""What it takes to receive an interaction without its pressed message."""
RESPONDING: PrivateParts = (
    (discord.Interaction, "_session"),
    (discord.InteractionResponse, "_response_type"),
    (AsyncWebhookAdapter, "create_interaction_response"),
)
"""What it takes to send a response that was prepared."""
INTERACTION_TASKS: Final = ("CommandTree-invoker", "discord.py: on_interaction")
"""How the tasks are named in which discord.py runs commands, and our controls and forms."""


def tolerate_surrogates() -> None:
    r"""Let discord.py read text that holds half of a surrogate pair.

    JSON may write one (``"\ud800"``). orjson refuses to read that, and discord.py takes an event
    that it cannot read for a reason to end: one such option of one person would stop the bot for
    all.
    """
    # discord.py hands over nothing but text and bytes.
    utils._from_json = read_json  # type: ignore[assignment]


def read_json(text: str | bytes) -> object:
    """Read JSON as ``orjson.loads`` does, with a question mark for each half of a pair.

    Raise :class:`ValueError` for what is no JSON at all.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        # Half a pair could be neither stored, nor logged, nor sent back.
        whole = json.dumps(json.loads(text), ensure_ascii=False).encode(errors="replace")
        return json.loads(whole)


def write_json(value: object) -> str | bytes:
    """Write JSON as discord.py does; of a prepared response it is written already."""
    return value.json if isinstance(value, PreparedResponse) else orjson.dumps(value).decode()


def _write_bytes(value: object) -> bytes:
    return value.json if isinstance(value, PreparedResponse) else orjson.dumps(value)


@cache
def has(parts: PrivateParts) -> bool:
    """Return whether discord.py has these parts; without them, things go its public, slower way."""
    return all(hasattr(owner, name) for owner, name in parts)


def use_api(base: str) -> None:
    """Speak to another REST API than Discord's own, such as a proxy or a local test server.

    The gateway's address is learnt from its ``GET /gateway/bot``.
    """
    Route.BASE = base


def api_base() -> str:
    """Return the address of the REST API."""
    return Route.BASE


async def fetch_command_payloads(
    client: discord.Client, application_id: int, guild: discord.abc.Snowflake | None
) -> list[dict[str, Any]]:
    """Return the registered commands of a server, or everybody's, as Discord sends them.

    ``CommandTree.fetch_commands`` leaves out the default permissions and the age limit.
    """
    commands: Any = (
        await client.http.get_global_commands(application_id)
        if guild is None
        else await client.http.get_guild_commands(application_id, guild.id)
    )
    return list(commands)


def interaction_tasks() -> list[asyncio.Task[Any]]:
    """Return the tasks that answer interactions; ``Client.close`` does not wait for them."""
    return [each for each in asyncio.all_tasks() if each.get_name().startswith(INTERACTION_TASKS)]


_read_message: Final[Callable[..., None]] = discord.Message.__init__
_edit_message: Final[Callable[..., Awaitable[object]]] = HTTPClient.edit_message


def _read_complete_message(
    self: discord.Message, *, state: ConnectionState, channel: MessageableChannel, data: Message
) -> None:
    """Read a message; what Discord left out has its default."""
    _read_message(self, state=state, channel=channel, data=complete_message(data))


def _edit_visibly(
    self: HTTPClient, channel_id: int, message_id: int, *, params: MultipartParameters
) -> Awaitable[object]:
    """Edit a message so that its embeds are seen, also if a moderator has hidden them.

    Only a message that was fetched could say so with a public method.
    """
    if params.payload is not None:
        params.payload.setdefault("flags", 0)
    # With files, the same is the first of several parts.
    for part in params.multipart or ():
        if part["name"] == "payload_json":
            part["value"] = json.dumps({"flags": 0} | json.loads(part["value"]))
    return _edit_message(self, channel_id, message_id, params=params)


class _CountingSession:
    """A session that counts its requests: discord.py repeats one that ended in a server error."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self.requests = 0
        self.answered: Posted | None = None
        """What came of the first request, if that was made already."""

    def request(self, method: str, url: str, **details: object) -> object:
        self.requests += 1
        if self.answered is not None:
            answered, self.answered = self.answered, None
            return answered
        send: Callable[..., object] = self._session.request
        # discord.py has quoted it already.
        return send(method, yarl.URL(url, encoded=True), **details)


async def _respond_once(
    self: AsyncWebhookAdapter,
    interaction_id: int,
    token: str,
    *,
    session: aiohttp.ClientSession,
    params: MultipartParameters,
    **options: Any,  # noqa: ANN401 - those of discord.py
) -> object:
    """Send the first response to an interaction; return what discord.py reads of Discord's answer.

    discord.py would ask for the message as Discord shows it, and parse it; nothing here needs it.
    It goes straight over a connection first: see :mod:`bot.runtime.direct_post`. On any answer but
    success, discord.py decides what to do.
    """
    counting = _CountingSession(session)
    post = None if options.get("proxy") else direct_post(session, Route.BASE)
    if post is None or not await _respond_directly(post, interaction_id, token, params, counting):
        route = Route("POST", RESPONSE_PATH, webhook_id=interaction_id, webhook_token=token)
        if params.files:
            options |= {"files": params.files, "multipart": params.multipart}
        else:
            options |= {"payload": params.payload}
        await _respond_repeatedly(partial(self.request, route, **options), counting)
    return {"interaction": {"id": str(interaction_id)}}


async def _respond_directly(
    post: DirectPost,
    interaction_id: int,
    token: str,
    params: MultipartParameters,
    counting: _CountingSession,
) -> bool:
    """Return whether Discord has taken the response; if not, note what it said, if anything."""
    path = RESPONSE_PATH.format(webhook_id=interaction_id, webhook_token=quote_part(token))
    try:
        if params.files:
            answered = await post.send(path, *encode_form(params.multipart or ()))
        else:
            answered = await post.send(path, _write_bytes(params.payload))
    except ValueError:
        return False
    except TRANSPORT_ERRORS:
        counting.requests = 1
        await asyncio.sleep(RETRY_RESPONSE_AFTER)
        return False
    finally:
        for file in params.files or ():
            file.reset()
    counting.answered = answered
    return answered.ok


async def _respond_repeatedly(
    request: Callable[..., Awaitable[object]], counting: _CountingSession
) -> None:
    """Send a response as discord.py does.

    Discord may carry a response out and yet answer with a server error, or not at all. It is then
    repeated, and Discord says that the interaction was acknowledged already (40060): by the first
    try, so that is success.
    """
    while True:
        try:
            await request(session=cast("Any", counting))
        except discord.HTTPException as error:
            if error.code != ALREADY_ACKNOWLEDGED or counting.requests < 2:
                raise
        except TRANSPORT_ERRORS:
            if counting.requests >= RESPONSE_TRIES:
                raise
            await asyncio.sleep(RETRY_RESPONSE_AFTER)
            continue
        return


class PatchedInteraction(discord.Interaction):
    """An interaction whose pressed message is read when it is asked for: most answers need none."""

    __slots__ = ("_message", "_sent_message")

    def _from_data(self, data: Any) -> None:  # noqa: ANN401 - as Discord sent it
        self._message: discord.Message | None = None
        # Until the rest is read there is no message, or it would be read with it.
        self._sent_message = None
        sent = data.pop("message", None)
        super()._from_data(data)
        self._sent_message = sent

    @property
    def message(self) -> discord.Message | None:
        if self._message is None and self._sent_message is not None:
            sent, self._sent_message = self._sent_message, None
            channel: Any = self.channel
            self._message = discord.Message(state=self._state, channel=channel, data=sent)
            # discord.py may know nothing of the channel.
            if self._message.guild is None:
                self._message.guild = self.guild
        return self._message

    @message.setter
    def message(self, message: discord.Message | None) -> None:
        self._message = message


class InteractionState(PatchedState):
    """What discord.py knows of Discord; it hands interactions to their commands and to the client.

    discord.py would read each pressed message and look for its view, and the bot has none.
    """

    def parse_interaction_create(self, data: Any) -> None:  # noqa: ANN401 - as Discord sent it
        whole: Any = complete_interaction(data)
        if not has(RECEIVING):
            super().parse_interaction_create(whole)
            return
        interaction: Any = PatchedInteraction(data=whole, state=self)
        if interaction.type in COMMAND_TYPES and self._command_tree is not None:
            self._command_tree._from_interaction(interaction)
        self.dispatch("interaction", interaction)


class PatchedCommandTree(BotCommandTree):
    """A command tree that runs each command and each suggestion inside the error boundary.

    No public method sees every interaction from its arrival to its end: an error in
    ``interaction_check`` reaches no handler, and suggestions reach none at all.
    """

    async def _call(self, interaction: discord.Interaction) -> None:
        await self.run_guarded(
            interaction, lambda: super(PatchedCommandTree, self)._call(interaction)
        )


class PatchedClient(GatewayClient):
    """A client that answers interactions once, shows what it edits, and reads partial objects."""

    state_class = InteractionState

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - those of discord.py
        # The bot never speaks, so the libraries for that are not missed.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        message, adapter = cast("Any", discord.Message), cast("Any", AsyncWebhookAdapter)
        message.__init__ = _read_complete_message
        adapter.create_interaction_response = _respond_once
        cast("Any", HTTPClient).edit_message = _edit_visibly
        cast("Any", utils)._to_json = write_json
        super().__init__(**options)

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        # discord.py has made the command's task by now, but the loop has not run it yet.
        if event == "interaction":
            self.before_interaction()
            if not self.heeds(cast("discord.Interaction", args[0])):
                return
        elif event == "app_command_completion" and not self.heeds_completion(
            cast("discord.Interaction", args[0])
        ):
            return
        super().dispatch(event, *args, **kwargs)

    async def respond(self, interaction: discord.Interaction, prepared: PreparedResponse) -> bool:
        """Send a first response as it was prepared; return False, with nothing sent, if it cannot.

        discord.py would draw each response anew.
        """
        if not has(RESPONDING):
            return False
        response = interaction.response
        if response.is_done():
            raise discord.InteractionResponded(interaction)
        await async_context.get().create_interaction_response(
            interaction.id,
            interaction.token,
            session=interaction._session,
            proxy=self.http.proxy,
            proxy_auth=self.http.proxy_auth,
            params=MultipartParameters(payload=prepared, multipart=None, files=None),
        )
        response._response_type = prepared.kind
        return True

    def heeds(self, interaction: discord.Interaction) -> bool:
        """Return whether ``on_interaction`` has anything to do: that takes a task of its own."""
        return interaction.type not in COMMAND_TYPES

    def heeds_completion(self, _interaction: discord.Interaction) -> bool:
        """Return whether ``on_app_command_completion`` has anything to do: also a task."""
        return True

    def before_interaction(self) -> None:
        """Called before an interaction is handled; there is nothing to prepare."""
