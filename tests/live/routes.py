"""The routes of channels, messages, pins and interactions."""

from datetime import UTC, datetime
from typing import Any

from tests.live.gateway import Gateway
from tests.live.interactions import Interactions, edit
from tests.live.refusals import refusal
from tests.live.rest import Call, Rest
from tests.live.rights import (
    ATTACH_FILES,
    CREATE_THREADS,
    EMBED_LINKS,
    MANAGE_MESSAGES,
    PIN_MESSAGES,
    READ_HISTORY,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    VIEW_CHANNEL,
)
from tests.live.world import Channel, Message, World

PINS_OF_A_CHANNEL = 250
PINS_OF_A_PAGE = 50

Body = dict[str, Any]


class Routes:
    """Joins the REST door to the world's channels, the gateway and the interactions."""

    def __init__(
        self, rest: Rest, world: World, gateway: Gateway, interactions: Interactions
    ) -> None:
        self.rest = rest
        self.world = world
        self.gateway = gateway
        self.interactions = interactions
        self._nonces: dict[tuple[int, str], Message] = {}
        channel = "/channels/{channel}"
        rest.add("GET", channel, lambda call: self._channel(call).payload())
        rest.add("POST", f"{channel}/threads", self._open_thread)
        rest.add("POST", f"{channel}/messages", self._send)
        rest.add("GET", f"{channel}/messages", self._history)
        rest.add("GET", f"{channel}/messages/pins", self._list_pins)
        rest.add("PUT", f"{channel}/messages/pins/{{message}}", self._pin)
        rest.add("DELETE", f"{channel}/messages/pins/{{message}}", self._unpin)
        rest.add("GET", f"{channel}/messages/{{message}}", self._get)
        rest.add("PATCH", f"{channel}/messages/{{message}}", self._edit)
        rest.add("DELETE", f"{channel}/messages/{{message}}", self._delete)
        rest.add("POST", "/interactions/{id}/{token}/callback", self._respond)
        webhook = "/webhooks/{app}/{token}"
        rest.add("POST", webhook, self._follow_up)
        rest.add("GET", f"{webhook}/messages/{{message}}", self._get_answer)
        rest.add("PATCH", f"{webhook}/messages/{{message}}", self._edit_answer)
        rest.add("DELETE", f"{webhook}/messages/{{message}}", self._delete_answer)

    # -- channels and their messages

    def _channel(self, call: Call, needed: int = 0) -> Channel:
        channel = self.world.channels.get(call.number("channel"))
        if channel is None:
            raise refusal(10003)
        bits = self.world.permissions(self.world.bot, channel)
        if not bits & VIEW_CHANNEL:
            raise refusal(50001)
        if bits & needed != needed:
            raise refusal(50013)
        return channel

    def _message(self, call: Call, needed: int = 0) -> Message:
        message = self._channel(call, needed).messages.get(call.number("message"))
        if message is None:
            raise refusal(10008)
        return message

    async def _open_thread(self, call: Call) -> Body:
        parent = self._channel(call, CREATE_THREADS)
        thread = self.world.add_thread(parent, call.body["name"])
        guild_id = thread.guild.id if thread.guild else None
        await self.gateway.dispatch("THREAD_CREATE", thread.payload(), guild_id=guild_id)
        return thread.payload()

    async def _send(self, call: Call) -> Body:
        body = call.body or {}
        needed = EMBED_LINKS if body.get("embeds") else 0
        needed |= ATTACH_FILES if call.files else 0
        channel = self._channel(call, needed)
        self._channel(call, SEND_MESSAGES if channel.parent is None else SEND_IN_THREADS)
        if channel.person is not None and channel.person.closed:
            raise refusal(50007)
        nonce = (channel.id, str(body.get("nonce")))
        if body.get("enforce_nonce") and nonce in self._nonces:
            return self._nonces[nonce].payload() | {"nonce": nonce[1]}
        message = Message(self.world.new_id(), channel, self.world.bot, datetime.now(UTC))
        message.flags = int(body.get("flags") or 0)
        message.apply(body)
        channel.messages[message.id] = self._nonces[nonce] = message
        await self.gateway.dispatch_message("MESSAGE_CREATE", channel, message.payload())
        return message.payload() | ({"nonce": nonce[1]} if body.get("nonce") else {})

    async def _edit(self, call: Call) -> Body:
        message = self._message(call)
        if message.author is not self.world.bot:
            raise refusal(50005)
        edit(message, call.body or {}, call.files)
        await self.gateway.dispatch_message("MESSAGE_UPDATE", message.channel, message.payload())
        return message.payload()

    async def _delete(self, call: Call) -> None:
        message = self._message(call)
        if message.author is not self.world.bot:
            self._channel(call, MANAGE_MESSAGES)
        del message.channel.messages[message.id]
        message.channel.pins.pop(message.id, None)
        gone = {"id": str(message.id), "channel_id": str(message.channel.id)}
        await self.gateway.dispatch_message("MESSAGE_DELETE", message.channel, gone)

    def _get(self, call: Call) -> Body:
        return self._message(call, READ_HISTORY).payload()

    def _history(self, call: Call) -> list[Body]:
        channel = self._channel(call)
        if not self.world.permissions(self.world.bot, channel) & READ_HISTORY:
            return []
        before = int(call.query.get("before", 1 << 63))
        after = int(call.query.get("after", 0))
        found = [m for m in channel.messages.values() if after < m.id < before]
        newest_first = sorted(found, key=lambda message: -message.id)
        return [message.payload() for message in newest_first[: int(call.query.get("limit", 50))]]

    # -- pins

    async def _pin(self, call: Call) -> None:
        message = self._message(call, PIN_MESSAGES)
        pins = message.channel.pins
        if message.id not in pins and len(pins) >= PINS_OF_A_CHANNEL:
            raise refusal(30003)
        pins.setdefault(message.id, datetime.now(UTC))
        await self._tell_pins(message.channel)

    async def _unpin(self, call: Call) -> None:
        message = self._message(call, PIN_MESSAGES)
        message.channel.pins.pop(message.id, None)
        await self._tell_pins(message.channel)

    async def _tell_pins(self, channel: Channel) -> None:
        guild_id = channel.guild.id if channel.guild else None
        event = {"channel_id": str(channel.id), "last_pin_timestamp": None}
        event |= {"guild_id": str(guild_id)} if guild_id else {}
        await self.gateway.dispatch("CHANNEL_PINS_UPDATE", event, guild_id=guild_id)

    def _list_pins(self, call: Call) -> Body:
        channel = self._channel(call, READ_HISTORY)
        most = min(int(call.query.get("limit", PINS_OF_A_PAGE)), PINS_OF_A_PAGE)
        before = call.query.get("before")
        pins = sorted(channel.pins.items(), key=lambda pin: pin[1], reverse=True)
        if before:
            limit = datetime.fromisoformat(before)
            pins = [pin for pin in pins if pin[1] < limit]
        items = [
            {"pinned_at": at.isoformat(), "message": channel.messages[message_id].payload()}
            for message_id, at in pins[:most]
        ]
        return {"items": items, "has_more": len(pins) > most}

    # -- interactions

    def _respond(self, call: Call) -> Body | None:
        body = call.body or {}
        answer = self.interactions.respond(
            call.number("id"), call.parts["token"], body, call.at, call.files
        )
        return answer if call.query.get("with_response", "0").lower() in {"1", "true"} else None

    def _follow_up(self, call: Call) -> Body:
        asked = self._asked(call)
        message = self.interactions.follow_up(asked, call.body or {}, call.files)
        asked.said = asked.said or asked.text
        return message.payload()

    def _get_answer(self, call: Call) -> Body:
        return self.interactions.find(self._asked(call), call.parts["message"]).payload()

    def _edit_answer(self, call: Call) -> Body:
        asked = self._asked(call)
        message = self.interactions.find(asked, call.parts["message"])
        edit(message, call.body or {}, call.files)
        asked.said = asked.said or asked.text
        return message.payload()

    def _delete_answer(self, call: Call) -> None:
        asked = self._asked(call)
        message = self.interactions.find(asked, call.parts["message"])
        asked.messages.pop(message.id, None)
        message.channel.messages.pop(message.id, None)
        message.channel.pins.pop(message.id, None)
        if asked.message is message:
            asked.message = None

    def _asked(self, call: Call) -> Any:
        return self.interactions.by_webhook(call.number("app"), call.parts["token"], call.at)
