"""What stands on buttons, menus and forms: read out by a screen reader, and not cut on a phone."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.discord_rules.messages import walk

BUTTON, TEXT_INPUT, LABEL = 2, 4, 18
SELECTS = {3: "options", 5: "users", 6: "roles", 7: "mentionables", 8: "channels"}
PHONE_BUTTON, PHONE_OPTION = 38, 50
"""Characters of a button's label and of a menu's entry that a phone of 390 px shows."""
ANSWER = re.compile(r"(q1|d1q|v1|oa1):")
"""The buttons of a question's options: each has a row, and the whole option stands above."""
SPOKEN = re.compile(r"[^\W_]")
"""A letter or digit: an emoji or a sign is read out as its own name, or not at all."""

Body = dict[str, Any]


def label_faults(message: Body) -> Iterator[str]:
    """Say what of a message's controls, or of a form's, has no label, or one too long to read."""
    components = [piece for _, piece in walk(message.get("components"), "")]
    for piece in components:
        if piece.get("type") == BUTTON:
            yield from _button(piece)
        elif piece.get("type") in SELECTS:
            yield from _select(piece)
    labels = Counter(piece.get("label") for piece in components if piece.get("type") == BUTTON)
    yield from (f"button: two are called {name!r}" for name, times in labels.items() if times > 1)
    yield from _fields(message.get("components") or [])


def _button(button: Body) -> Iterator[str]:
    label = str(button.get("label") or "")
    if not SPOKEN.search(label):
        yield f"button: {label!r} has no word that can be read out"
    if len(label) > PHONE_BUTTON and not ANSWER.match(str(button.get("custom_id"))):
        yield f"button: a phone shows {PHONE_BUTTON} characters, and {label!r} has {len(label)}"


def _select(select: Body) -> Iterator[str]:
    placeholder = str(select.get("placeholder") or "")
    options = select.get("options") or []
    picked = [*select.get("default_values", ()), *(each for each in options if each.get("default"))]
    # What is picked stands in its place.
    if not picked and not SPOKEN.search(placeholder):
        yield f"menu: {select.get('custom_id')} does not say what it is for"
    for label in (placeholder, *(str(option.get("label")) for option in options)):
        if len(label) > PHONE_OPTION:
            yield f"menu: a phone shows {PHONE_OPTION} characters, and {label!r} has {len(label)}"
    for option in options:
        if not SPOKEN.search(str(option.get("label"))):
            yield f"menu: {option.get('label')!r} has no word that can be read out"


def _fields(rows: list[Body]) -> Iterator[str]:
    for row in rows:
        if row.get("type") == LABEL:
            named = [row.get("label")]
        else:
            inner = row.get("components") or ()
            named = [each.get("label") for each in inner if each.get("type") == TEXT_INPUT]
        yield from ("form: a field has no label" for name in named if not name)
