"""Interactions and messages that lack what Discord need not send, field by field."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from bot.runtime.event_defaults import complete_interaction, complete_message
from tests.simulation import press, submit

NEEDED = {"id", "type", "application_id", "guild_id", "channel_id"}
"""Without these nobody can tell what an interaction is, or answer it."""


def mutants(event: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The event without each of its fields in turn, with null in its place, and all the way down.

    Left alone are the needed ones, and the words that a person typed.
    """
    for name in event.keys() - NEEDED - {"token"}:
        without = {key: value for key, value in event.items() if key != name}
        yield f"no {name}", without
        yield f"{name} is null", without | {name: None}
    for part in ("data", "member", "message", "channel"):
        inner = event.get(part)
        for name in inner or {}:
            if (part, name) not in {("data", "custom_id"), ("data", "name"), ("message", "id")}:
                left = {key: value for key, value in inner.items() if key != name}
                yield f"no {part}.{name}", event | {part: left}


@pytest.fixture
def sent(simcord_env, monkeypatch) -> list[dict[str, Any]]:
    return simcord_env.record_interactions(monkeypatch)


async def redeliver(env: Any, logged: list[Any], event: dict[str, Any]) -> dict[str, str]:
    """Deliver each mutant as an interaction of its own; return what the bot made of it."""
    made = {}
    for number, (name, mutant) in enumerate(mutants(event), start=1):
        again = copy.deepcopy(mutant)
        again["id"] = str(int(event["id"]) + (number << 40))
        before = len(logged)
        env.deliver(again)
        await env.settle()
        lines = [line for line in logged[before:] if line["event"] == "interaction"]
        made[name] = lines[-1]["result"] if lines else "no answer"
    return made


ASKED = [
    ("a command", "imnm subtypes"),
    ("a menu", "settings me"),
    ("a button", "s1:hmgcr:plain"),
    ("a form", "strf1"),
]


@pytest.mark.long
@pytest.mark.faulty_requests
@pytest.mark.parametrize(("kind", "what"), ASKED)
async def test_what_an_interaction_lacks_has_a_default(  # noqa: PLR0917  fixtures and a table
    simcord_env, sent, ana, channel, logged, kind, what
):
    shown = (
        await ana.slash(channel, "settings me" if kind == "a menu" else "imnm subtypes")
    ).response
    message = simcord_env.message_payload(channel.id, shown.id)
    if kind == "a menu":
        await ana.select(shown, ["clinical"], custom_id="st1:level")
    elif kind == "a button":
        await press(ana, channel, message, what)
    elif kind == "a form":
        at = {"type": 18, "component": {"type": 4, "custom_id": "at", "value": "19:00"}}
        zone = {"type": 18, "component": {"type": 4, "custom_id": "zone", "value": "Lisbon"}}
        await submit(ana, channel, what, [at, zone])
    made = await redeliver(simcord_env, logged, sent[-1])
    wrong = {
        name: result
        for name, result in made.items()
        if result == "no answer" or result.startswith("failed")
    }
    assert wrong == {}


def test_a_member_without_a_server_is_a_user_and_a_user_in_one_a_member() -> None:
    ana = {"id": "7", "username": "ana"}
    alone = complete_interaction({"id": "1", "type": 2, "member": {"user": ana}})
    assert alone["user"] == ana
    here = complete_interaction({"id": "1", "type": 2, "guild_id": "5", "user": ana})
    assert here["member"]["user"] == ana
    assert here["member"]["roles"] == []
    nobody = complete_interaction({"id": "1", "type": 2, "guild_id": "5", "member": {"nick": "a"}})
    assert "member" not in nobody


def test_what_is_there_stays_and_nothing_is_shared() -> None:
    event = {"id": "1", "type": 3, "data": {"custom_id": "q1", "components": None}}
    one, other = complete_interaction(event), complete_interaction(event)
    assert one["data"]["custom_id"] == "q1"
    assert one["data"]["components"] == []
    assert one["data"]["components"] is not other["data"]["components"]
    assert event["data"]["components"] is None
    assert complete_message({"id": "1", "content": "hi", "flags": 64})["flags"] == 64
