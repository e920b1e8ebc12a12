"""What the bot offers, found by walking its commands as Discord keeps them."""

from collections.abc import Iterator
from typing import Any

from tests.live.world import World

Body = dict[str, Any]
FILLED = {"query": "what does a CK test of the blood show", "pin": "1"}


def list_commands(world: World) -> Iterator[tuple[str, Body]]:
    """Find each slash command: how it is typed, and the node with its options."""
    for command in world.global_commands:
        if command["type"] != 1:
            continue
        subs = [each for each in command.get("options", []) if each["type"] == 1]
        for node in subs or [command]:
            yield (f"{command['name']} {node['name']}" if subs else command["name"]), node


def fill_required(line: str, node: Body) -> Body:
    """Give what a person might give to the options that must be filled in."""
    filled: Body = {}
    for option in node.get("options", []):
        if option.get("required") and option.get("choices"):
            filled[option["name"]] = option["choices"][0]["value"]
        elif option.get("required"):
            usual = "CK" if line == "imnm term" else "hmgcr"
            filled[option["name"]] = FILLED.get(option["name"], usual)
    return filled


def list_fields(form: Body) -> list[str]:
    """Find the custom_id of each field of a form, in rows or under labels."""
    found = []
    waiting = list(form.get("components") or [])
    while waiting:
        part = waiting.pop(0)
        waiting[:0] = part.get("components") or []
        if "component" in part:
            waiting.insert(0, part["component"])
        if part.get("type") == 4:
            found.append(str(part["custom_id"]))
    return found
