"""Nothing is said by colour alone: what looks the same without colours has the same ones."""

import re
from collections.abc import Iterable
from typing import Any

import orjson

from tests.discord_rules.messages import walk

Body = dict[str, Any]
_BUTTON = 2
_NUMBER = re.compile(r"\d+")


def said_by_colour(messages: Iterable[Body]) -> tuple[str, ...]:
    """Name messages that differ in colours, but in no word, emoji or place, from one before.

    Whoever sees no colours, or has them read out, could not tell the two apart. Numbers are left
    out: a clock that goes on says nothing of what a colour says.
    """
    known: dict[str, list[Any]] = {}
    found = []
    for message in messages:
        words, colours = _take_apart(message)
        if known.setdefault(words, colours) != colours:
            found.append(f"colour: only colours tell {known[words]} from {colours} in {words}")
    return tuple(found)


def _take_apart(message: Body) -> tuple[str, list[Any]]:
    """Return what a message shows without colours, and its colours."""
    embeds, buttons = message.get("embeds") or [], []
    for _, piece in walk(message.get("components"), ""):
        if piece.get("type") == _BUTTON:
            buttons.append(piece)
    texts = [
        message.get("content"),
        [{key: value for key, value in embed.items() if key != "color"} for embed in embeds],
        [[each.get(key) for key in ("label", "emoji", "disabled")] for each in buttons],
    ]
    colours = [embed.get("color") for embed in embeds] + [each.get("style") for each in buttons]
    return _NUMBER.sub("0", orjson.dumps(texts).decode()), colours
