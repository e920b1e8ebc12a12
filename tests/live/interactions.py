"""Interactions: what a person asked, what the bot answered, and by when it must."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.discord_rules.faults import Fault, form_error
from tests.discord_rules.messages import message_is_empty
from tests.live.refusals import ApiError, refusal
from tests.live.world import EPHEMERAL, Channel, Message, User, World

DEADLINE = 3.0
TOKEN_LIFE = 15 * 60.0
COMMAND, COMPONENT, SUGGEST, MODAL_SUBMIT = 2, 3, 4, 5
REPLY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9

Body = dict[str, Any]
_ALLOWED = {
    COMMAND: {REPLY, DEFER, MODAL},
    COMPONENT: {REPLY, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    SUGGEST: {CHOICES},
    MODAL_SUBMIT: {REPLY, DEFER, DEFER_UPDATE, UPDATE},
}


@dataclass(slots=True)
class Interaction:
    """One thing asked. `kind` and `answer` are Discord's numbers; times are the server's clock."""

    id: int
    kind: int
    user: User
    channel: Channel
    data: Body
    asked_at: float
    due: float  # until when the bot may answer, on the clock of `Interactions`
    source: Message | None = None  # the message whose button was pressed
    token: str = field(default_factory=lambda: f"aW50ZXJhY3Rpb246{secrets.token_urlsafe(60)}")
    answer: int | None = None
    answered_at: float | None = None
    said: str = ""  # the first words of the answer, whatever became of them
    message: Message | None = None  # what @original is: the answer, or the message edited
    messages: dict[int, Message] = field(default_factory=dict)
    followups: list[Message] = field(default_factory=list)
    choices: list[Body] = field(default_factory=list)
    modal: Body | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def seconds(self) -> float:
        """From dispatch to the accepted callback."""
        if self.answered_at is None:
            raise AssertionError("the bot has not answered")
        return self.answered_at - self.asked_at

    @property
    def private(self) -> bool:
        """Whether the answer is seen by the asker alone."""
        return self.message is not None and self.message.ephemeral

    @property
    def text(self) -> str:
        """All words of the answer and its follow-ups, for a test to look through."""
        found: list[str] = []
        for message in [self.message, *self.followups]:
            if message is None:
                continue
            found.append(message.content)
            for embed in message.embeds:
                found += [embed.get("title") or "", embed.get("description") or ""]
                found += [f"{f['name']}\n{f['value']}" for f in embed.get("fields") or []]
                found.append((embed.get("footer") or {}).get("text") or "")
        return "\n".join(filter(None, found))


class Interactions:
    """All interactions of a world, and the rules for answering them."""

    def __init__(self, world: World, clock: Callable[[], float]) -> None:
        """`clock` decides what is late, in seconds."""
        self.world = world
        self.clock = clock
        self.by_token: dict[str, Interaction] = {}

    def payload(self, asked: Interaction) -> Body:
        """Give the INTERACTION_CREATE event."""
        world, channel, guild = self.world, asked.channel, asked.channel.guild
        bits = world.permissions(asked.user, channel)
        owners = {"1": str(asked.user.id)} if asked.user.installed else {}
        if guild is not None and world.bot.id in guild.members:
            owners["0"] = str(guild.id)
        elif guild is None and channel.person is asked.user:
            owners["0"] = "0"
        payload: Body = {
            "id": str(asked.id),
            "application_id": str(world.bot.id),
            "type": asked.kind,
            "token": asked.token,
            "version": 1,
            "data": asked.data,
            "channel_id": str(channel.id),
            "channel": channel.payload() | {"permissions": str(bits)},
            "app_permissions": str(world.permissions(world.bot, channel)),
            "locale": "en-US",
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": owners,
            "context": 0 if guild else 1 if channel.person is asked.user else 2,
            "attachment_size_limit": 10_485_760,
        }
        if guild is not None:
            payload["guild_id"] = str(guild.id)
            payload["guild_locale"] = "en-US"
            payload["guild"] = {"id": str(guild.id), "locale": "en-US", "features": []}
            member = guild.member_payload(asked.user)
            payload["member"] = member | {"permissions": str(bits)}
        else:
            payload["user"] = asked.user.payload()
        if asked.source is not None:
            payload["message"] = asked.source.payload()
        return payload

    def respond(self, asked_id: int, token: str, body: Body, now: float, files: int) -> Body:
        """Take the first response; refuse a late one, a second one and one of a wrong type."""
        asked = self.by_token.get(token)
        if asked is None or asked.id != asked_id:
            raise refusal(10062)
        if asked.answer is not None:
            raise refusal(40060)
        if self.clock() > asked.due:
            raise refusal(10062)
        kind, data = body["type"], body.get("data") or {}
        # A modal that did not come from a button has no message to edit.
        editing = kind in {DEFER_UPDATE, UPDATE}
        if kind not in _ALLOWED[asked.kind] or (editing and asked.source is None):
            fault = Fault("type", "BASE_TYPE_CHOICES", f"{kind} does not answer this interaction")
            raise ApiError(400, form_error([fault]))
        self._take(asked, kind, data, files)
        asked.answer, asked.answered_at, asked.said = kind, now, asked.text
        asked.done.set()
        return self._callback_payload(asked)

    def _take(self, asked: Interaction, kind: int, data: Body, files: int) -> None:
        if kind in {REPLY, DEFER}:
            asked.message = self._new_message(asked, data, loading=kind == DEFER)
        elif kind in {UPDATE, DEFER_UPDATE} and asked.source is not None:
            if kind == UPDATE:
                edit(asked.source, data, files)
            asked.message = asked.source
            asked.messages[asked.source.id] = asked.source
        elif kind == CHOICES:
            asked.choices = data.get("choices") or []
        else:
            asked.modal = data

    def by_webhook(self, application_id: int, token: str, now: float) -> Interaction:
        """Find the interaction behind a webhook token that still lives."""
        asked = self.by_token.get(token)
        if asked is None or application_id != self.world.bot.id or asked.answer is None:
            raise refusal(10015)
        if now - asked.asked_at > TOKEN_LIFE:
            raise refusal(50027)
        return asked

    def find(self, asked: Interaction, name: str) -> Message:
        """Find `@original` or a message by its id."""
        message = asked.message
        if name != "@original":
            message = asked.messages.get(int(name)) if name.isdigit() else None
        if message is None:
            raise refusal(10008)
        return message

    def follow_up(self, asked: Interaction, data: Body, files: int) -> Message:
        """Add a message; the first one after "is thinking" takes the place of that."""
        if asked.message is not None and asked.message.loading:
            edit(asked.message, data, files)
            return asked.message
        message = self._new_message(asked, data, loading=False)
        asked.followups.append(message)
        return message

    def _new_message(self, asked: Interaction, data: Body, *, loading: bool) -> Message:
        message = Message(
            id=self.world.new_id(),
            channel=asked.channel,
            author=self.world.bot,
            made=datetime.now(UTC),
            flags=int(data.get("flags") or 0),
            asked_by=asked.user,
            interaction_id=asked.id,
            loading=loading,
        )
        message.apply(data)
        asked.messages[message.id] = message
        if message.flags & EPHEMERAL:
            message.visible_to = asked.user
        else:
            asked.channel.messages[message.id] = message
        return message

    def _callback_payload(self, asked: Interaction) -> Body:
        interaction: Body = {"id": str(asked.id), "type": asked.kind}
        resource: Body = {"type": asked.answer}
        message = asked.message
        if message is not None:
            interaction["response_message_id"] = str(message.id)
            interaction["response_message_loading"] = message.loading
            interaction["response_message_ephemeral"] = message.ephemeral
            if asked.answer in {REPLY, UPDATE}:
                resource["message"] = message.payload()
        return {"interaction": interaction, "resource": resource}


def edit(message: Message, data: Body, files: int = 0) -> None:
    """Change a message, unless nothing would be left of it."""
    body = {name: data.get(name, getattr(message, name)) for name in ("content", "embeds")}
    body["attachments"] = data.get("attachments", message.attachments)
    body["components"] = data.get("components", message.components)
    if message_is_empty(body | {"flags": message.flags}, files=files):
        raise refusal(50006)
    message.apply(data)
    message.loading = False
    message.edited = datetime.now(UTC)
