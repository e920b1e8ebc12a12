"""Acting as a person: slash commands, buttons, selects and suggestions, as a client offers them."""

import asyncio
from typing import Any

from tests.live.gateway import Gateway
from tests.live.interactions import (
    COMMAND,
    COMPONENT,
    DEADLINE,
    MODAL_SUBMIT,
    SUGGEST,
    Interaction,
    Interactions,
)
from tests.live.rest import Rest
from tests.live.rights import VIEW_CHANNEL, Role
from tests.live.world import Channel, Message, User, World

PATIENCE = 60.0
"""Seconds of real time until the bot is taken to be stuck."""
_SUBCOMMANDS = {1, 2}
_TEXT, _WHOLE, _YES_NO = 3, 4, 5
_TYPES = {_TEXT: str, _WHOLE: int, _YES_NO: bool}

Body = dict[str, Any]


class NotOfferedError(AssertionError):
    """A person could not have done this: their client does not show it."""


class NoAnswerError(AssertionError):
    """The bot did not answer in time."""


class Driver:
    """What people do. Every verb returns the interaction once the bot has answered it."""

    def __init__(
        self, world: World, rest: Rest, gateway: Gateway, interactions: Interactions
    ) -> None:
        self.world = world
        self.rest = rest
        self.gateway = gateway
        self.interactions = interactions

    async def slash(
        self, user: User, channel: Channel, command: str, *, wait: float = PATIENCE, **options: Any
    ) -> Interaction:
        """Use a slash command: `slash(ana, general, "imnm subtypes", level="plain")`."""
        data = self._command_data(user, channel, command, options, focused=None)
        return await self._ask(COMMAND, user, channel, data, wait=wait)

    async def menu(self, user: User, message: Message, name: str) -> Interaction:
        """Use an entry of a message's menu."""
        command = self._offered(user, message.channel, name)
        data = {"id": command["id"], "name": name, "type": 3, "target_id": str(message.id)}
        data["resolved"] = {"messages": {str(message.id): message.payload()}}
        return await self._ask(COMMAND, user, message.channel, data)

    async def autocomplete(
        self, user: User, channel: Channel, command: str, option: str, typed: str, **options: Any
    ) -> list[Body]:
        """Type into an option and read the suggestions."""
        options[option] = typed
        data = self._command_data(user, channel, command, options, focused=option)
        asked = await self._ask(SUGGEST, user, channel, data)
        return asked.choices

    async def click(
        self, user: User, message: Message, custom_id: str, *, wait: float = PATIENCE
    ) -> Interaction:
        """Press a button that is there and not greyed out."""
        piece = _piece(user, message, custom_id, kind=(2,))
        data = {"component_type": 2, "custom_id": custom_id, "id": piece.get("id", 1)}
        return await self._ask(COMPONENT, user, message.channel, data, source=message, wait=wait)

    async def select(
        self, user: User, message: Message, custom_id: str, *values: str, wait: float = PATIENCE
    ) -> Interaction:
        """Choose from a select."""
        piece = _piece(user, message, custom_id, kind=(3,))
        offered = {option["value"] for option in piece["options"]}
        least, most = piece.get("min_values", 1), piece.get("max_values", 1)
        if not set(values) <= offered or not least <= len(values) <= most:
            raise NotOfferedError(f"{values} of {sorted(offered)}")
        data = {"component_type": 3, "custom_id": custom_id, "values": list(values), "id": 1}
        return await self._ask(COMPONENT, user, message.channel, data, source=message, wait=wait)

    async def pick(
        self, user: User, message: Message, custom_id: str, *things: Channel | User | Role
    ) -> Interaction:
        """Choose from a select that Discord itself fills, with channels, people or roles."""
        piece = _piece(user, message, custom_id, kind=(5, 6, 7, 8))
        resolved: Body = {}
        for thing in things:
            if isinstance(thing, Channel):
                bits = {"permissions": str(self.world.permissions(user, thing))}
                resolved.setdefault("channels", {})[str(thing.id)] = thing.payload() | bits
            elif isinstance(thing, Role):
                resolved.setdefault("roles", {})[str(thing.id)] = thing.payload()
            else:
                resolved.setdefault("users", {})[str(thing.id)] = thing.payload()
        data = {"component_type": piece["type"], "custom_id": custom_id, "id": 1}
        data |= {"values": [str(thing.id) for thing in things], "resolved": resolved}
        return await self._ask(COMPONENT, user, message.channel, data, source=message)

    async def submit(self, opened: Interaction, **values: str) -> Interaction:
        """Fill in the modal that an interaction opened."""
        if opened.modal is None:
            raise NotOfferedError("no modal is open")
        inputs = [
            {"type": 1, "components": [{"type": 4, "custom_id": name, "value": value}]}
            for name, value in values.items()
        ]
        data = {"custom_id": opened.modal["custom_id"], "components": inputs}
        return await self._ask(
            MODAL_SUBMIT, opened.user, opened.channel, data, source=opened.source
        )

    async def redeliver(self, asked: Interaction) -> None:
        """Deliver an interaction once more, as Discord sometimes does."""
        await self._deliver(asked)

    async def _ask(
        self,
        kind: int,
        user: User,
        channel: Channel,
        data: Body,
        *,
        source: Message | None = None,
        wait: float = PATIENCE,
    ) -> Interaction:
        if not self.world.permissions(user, channel) & VIEW_CHANNEL:
            raise NotOfferedError(f"{user.name} does not see this channel")
        now, due = self.rest.clock(), self.interactions.clock() + DEADLINE
        asked = Interaction(self.world.new_id(), kind, user, channel, data, now, due, source)
        self.interactions.by_token[asked.token] = asked
        await self._deliver(asked)
        if wait:
            try:
                await asyncio.wait_for(asked.done.wait(), wait)
            except TimeoutError:
                refused = [call for call in self.rest.calls if asked.token in call.path]
                raise NoAnswerError(f"{data} was not answered; {refused}") from None
        return asked

    async def _deliver(self, asked: Interaction) -> None:
        guild = asked.channel.guild
        payload = self.interactions.payload(asked)
        guild_id = guild.id if guild else None
        await self.gateway.dispatch("INTERACTION_CREATE", payload, guild_id=guild_id)

    def _command_data(
        self, user: User, channel: Channel, line: str, values: Body, *, focused: str | None
    ) -> Body:
        name, *path = line.split()
        command = self._offered(user, channel, name)
        node, data = command, {"id": command["id"], "name": name, "type": 1}
        inner = data
        for step in path:
            node = _option(node, step)
            branch: Body = {"type": node["type"], "name": step}
            inner["options"] = [branch]
            inner = branch
        if any(option["type"] in _SUBCOMMANDS for option in node.get("options", ())):
            raise NotOfferedError(f"/{line} is a group, no command")
        inner["options"] = [
            _filled(_option(node, key), value, focused=key == focused)
            for key, value in values.items()
        ]
        for option in node.get("options", ()):
            if option.get("required") and option["name"] not in values and not focused:
                raise NotOfferedError(f"/{line} needs {option['name']}")
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        return data

    def _offered(self, user: User, channel: Channel, name: str) -> Body:
        guild, bot = channel.guild, self.world.bot
        here = guild is not None and bot.id in guild.members
        context = 0 if guild else 1 if channel.person is user else 2
        for command in self.world.guild_commands.get(guild.id, []) if guild and here else []:
            if command["name"] == name:
                return command
        for command in self.world.global_commands:
            contexts = command.get("contexts")
            if command["name"] != name or (contexts is not None and context not in contexts):
                continue
            if (here or context == 1) and 0 in command["integration_types"]:
                return command
            if user.installed and 1 in command["integration_types"]:
                return command
        raise NotOfferedError(f"/{name} is not offered to {user.name} here")


def _option(node: Body, name: str) -> Body:
    for option in node.get("options", ()):
        if option["name"] == name:
            found: Body = option
            return found
    offered = [option["name"] for option in node.get("options", ())]
    raise NotOfferedError(f"{node['name']} has no {name}, but {offered}")


def _filled(option: Body, value: Any, *, focused: bool) -> Body:
    if type(value) is not _TYPES.get(option["type"], type(value)):
        raise NotOfferedError(f"{option['name']} takes no {value!r}")
    choices = [choice["value"] for choice in option.get("choices", ())]
    if choices and value not in choices:
        raise NotOfferedError(f"{option['name']} is one of {choices}")
    if focused and not option.get("autocomplete"):
        raise NotOfferedError(f"{option['name']} suggests nothing")
    filled = {"type": option["type"], "name": option["name"], "value": value}
    return filled | ({"focused": True} if focused else {})


def _piece(user: User, message: Message, custom_id: str, *, kind: tuple[int, ...]) -> Body:
    if message.visible_to not in (None, user):
        raise NotOfferedError(f"{user.name} does not see that message")
    for piece in message.pieces():
        if piece.get("custom_id") == custom_id and piece["type"] in kind:
            if piece.get("disabled"):
                raise NotOfferedError(f"{custom_id} is greyed out")
            return piece
    offered = [piece.get("custom_id") for piece in message.pieces()]
    raise NotOfferedError(f"no {custom_id} among {offered}")
