"""simcord as the tests use it: its clock moves only when a test moves it.

simcord's own environment also lets timers of the bot fire by the clock on the wall: it waits for
those that are due before its settle timeout, and parks the others. What a test sees would then
depend on how long the machine took. Here a timer fires in `advance_time` and nowhere else, so the
settle timeout is what it says: the longest that the bot may be at work, and generous.

Every private part of simcord that the tests rely on stands here, since any release may change it;
`tests/test_simulation.py` fails then. Checked with simcord 3.2.1, the only version that
`pyproject.toml` allows.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from typing import Any

import discord
import pytest
import simcord
from simcord.actors import _dispatch_actor_interaction
from simcord.backend import serializers
from simcord.backend.models import Overwrite
from simcord.enums import ComponentType, InteractionType, OverwriteType
from simcord.http import router

CEILING = 60.0
"""Seconds of real time after which a bot that is still at work is taken to be stuck."""
LOOK_EVERY = 0.001
"""Seconds between two looks whether the bot is done; simcord takes 0.05.

It waits for its database, which takes about one thousandth of a second.
"""
NEXT_TICK = 0.000001
"""simcord's least delay: what is due after it was meant to run at once."""


class Simulation(simcord.Env):
    """A Discord in this process whose clock stands still."""

    def __init__(self, bot: discord.Client, **options: Any) -> None:
        super().__init__(bot, **{"settle_timeout": CEILING} | options)

    def _schedule_timer(self, record: Any, *details: Any) -> None:
        if record.when - self._virtual_time <= NEXT_TICK:
            super()._schedule_timer(record, *details)

    async def _settle_internal(self, **options: Any) -> None:
        if options.get("timeout") is not None:
            # Attaching a bot brings a limit of its own, of five seconds.
            options["timeout"] = max(options["timeout"], CEILING)
        await super()._settle_internal(**{"idle": LOOK_EVERY} | options)

    def bot_scope(self) -> AbstractContextManager[Any]:
        """Let what is started inside belong to the bot, as if it had started it by itself."""
        return self._bot_scope()

    def stored_message(self, channel_id: int, message_id: int) -> Any:
        """Return a message as it stands now; a change of it is seen by everybody."""
        return self.backend.get_message(channel_id, message_id)

    def message_payload(self, channel_id: int, message_id: int) -> dict[str, Any]:
        """Return a message as Discord sends it now, whatever becomes of it."""
        stored = self.stored_message(channel_id, message_id)
        return deepcopy(dict(serializers.message_payload(self.backend, stored)))

    def create_message(self, channel_id: int, author_id: int, content: str) -> Any:
        """Post a message of somebody's while the bot does not look."""
        return self.backend.create_message(channel_id, author_id, content=content)

    def create_thread(self, channel_id: int, name: str, owner_id: int) -> Any:
        return self.backend.create_thread(channel_id, name, owner_id)

    def is_archived(self, thread_id: int) -> bool:
        metadata = self.backend.get_channel(thread_id).thread_metadata
        return metadata is not None and metadata.archived

    def delete_message(self, channel_id: int, message_id: int) -> None:
        self.backend.delete_message(channel_id, message_id)

    def delete_channel(self, channel_id: int) -> None:
        self.backend.delete_channel(channel_id)

    def deny(self, channel_id: int, *permissions: str, member_id: int | None = None) -> None:
        """Take permissions in a channel away from a member: the bot, if none is named."""
        denied = discord.Permissions(**dict.fromkeys(permissions, True)).value
        who = member_id or self.backend.bot_user.id
        self.backend.set_overwrite(channel_id, Overwrite(who, OverwriteType.MEMBER, deny=denied))

    def deny_everybody(self, channel_id: int, *permissions: str) -> None:
        """Take permissions in a channel away from everybody."""
        denied = discord.Permissions(**dict.fromkeys(permissions, True)).value
        everybody = self.backend.get_channel(channel_id).guild_id
        self.backend.set_overwrite(
            channel_id, Overwrite(everybody, OverwriteType.ROLE, deny=denied)
        )

    def allow_bot(self, channel_id: int) -> None:
        """Give the bot back what :meth:`deny` took."""
        self.backend.delete_overwrite(channel_id, self.backend.bot_user.id)

    def fail_next(self, method: str, path: str, status: int) -> None:
        """Let the next request of this kind fail; to be called while the bot is at work."""
        fault = {"method": method, "path": path, "status": status, "code": 0, "times": 1}
        self.backend.faults.append(fault | {"message": "injected by a test"})

    def clear_faults(self) -> None:
        """End all errors that were injected."""
        self.backend.faults.clear()

    def record_interactions(self, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
        """Return a list that every interaction is appended to as it is delivered."""
        payloads: list[dict[str, Any]] = []
        emit = self.backend.emit

        def record(event: str, payload: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
            if event == "INTERACTION_CREATE":
                payloads.append(deepcopy(payload))
            return emit(event, payload, *args, **kwargs)

        monkeypatch.setattr(self.backend, "emit", record)
        return payloads

    def deliver(self, payload: dict[str, Any]) -> None:
        """Deliver an interaction, perhaps once more."""
        self.backend.emit("INTERACTION_CREATE", payload)


def simulation_of(handle: Any) -> Simulation:
    """Return the simulation that a person, a channel or a server belongs to."""
    return handle._env


async def press(
    who: Any,
    channel: Any,
    message: dict[str, Any],
    custom_id: str,
    *values: str,
    kind: ComponentType = ComponentType.BUTTON,
) -> Any:
    """Press a button, or pick values in a menu, of a message as it once was."""
    data: dict[str, Any] = {"custom_id": custom_id, "component_type": kind}
    if values:
        data["values"] = list(values)
    return await _dispatch_actor_interaction(
        who,
        InteractionType.MESSAGE_COMPONENT,
        channel,
        data,
        extra={"message": message},
        source_message_id=int(message["id"]),
    )


async def submit(who: Any, channel: Any, custom_id: str, components: list[dict[str, Any]]) -> Any:
    """Submit a form that was opened at some time."""
    data = {"custom_id": custom_id, "components": components}
    return await _dispatch_actor_interaction(who, InteractionType.MODAL_SUBMIT, channel, data)


def watch_requests(monkeypatch: pytest.MonkeyPatch, note: Callable[..., None]) -> None:
    """Call ``note(method, path, **details)`` before each request of a bot is answered."""
    dispatch = router.dispatch

    def record(backend: Any, method: str, path: str, **details: Any) -> Any:
        note(method, path, **details)
        return dispatch(backend, method, path, **details)

    monkeypatch.setattr(router, "dispatch", record)


def drop_embeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep no embeds of what a bot posts or edits in channels: as if it lacked Embed Links."""
    dispatch = router.dispatch

    def drop(backend: Any, method: str, path: str, **details: Any) -> Any:
        answer = dispatch(backend, method, path, **details)
        if method in {"POST", "PATCH"} and path.startswith("/channels/") and "/messages" in path:
            backend.get_message(int(answer["channel_id"]), int(answer["id"])).embeds.clear()
            answer = answer | {"embeds": []}
        return answer

    monkeypatch.setattr(router, "dispatch", drop)


def fail_by_turns(env: Simulation, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let Discord answer every second request about a channel with 503; record them all."""
    asked: list[str] = []

    def note(method: str, path: str, **_details: object) -> None:
        if path.startswith("/channels/"):
            asked.append(f"{method} {path}")
            if len(asked) % 2 == 0:
                env.fail_next(method, path, 503)

    watch_requests(monkeypatch, note)
    return asked


def allow_threads_of_news(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let announcement channels have threads, whose kind simcord does not know."""
    monkeypatch.setattr("simcord.backend.models.channel.THREAD_TYPES", (10, 11, 12))


class simulated(simcord.run):  # noqa: N801 - used as simcord.run is
    """`async with simulated(bot) as env`: a Simulation, as `simcord.run` gives an Env."""

    def __init__(self, bot: discord.Client, **options: Any) -> None:
        self._env = Simulation(bot, **options)


@pytest.fixture
async def simcord_env(
    simcord_bot: discord.Client, request: pytest.FixtureRequest
) -> AsyncIterator[Simulation]:
    """A simulation around the test's bot, in the place of simcord's own fixture."""
    marker = request.node.get_closest_marker("simcord")
    env = Simulation(simcord_bot, **(marker.kwargs if marker else {}))
    await env.start()
    try:
        yield env
    finally:
        await env.shutdown()
        if env.check_errors:
            env._raise_errors_since(env._errors_acknowledged)
