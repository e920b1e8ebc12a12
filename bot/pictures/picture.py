"""A picture before it is drawn: its template, its words and numbers, and the alt text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.pictures.colours import FIGURE, GROUND, MUTED, PANEL, TEXT, WHITE

ALT_TEXT = 1024
"""Characters that Discord takes as the description of an attachment."""
_STYLE = {
    "ground": GROUND, "panel": PANEL, "text": TEXT, "muted": MUTED, "figure": FIGURE,
    "white": WHITE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture. Equal ones are drawn once: all that is seen is in ``data``."""

    template: str
    """The name of a file in ``templates``, and of the file that is sent."""
    data: str
    """What the template reads, as JSON."""
    alt: str
    """All that the picture says, in reading order."""
    personal: bool = False
    """Whether it shows something of a person; then it is not kept."""


def make_picture(
    template: str, data: Mapping[str, Any], lines: Iterable[str], *, personal: bool = False
) -> Picture:
    """Return the picture that a template makes of its data; ``lines`` are its alt text."""
    written = json.dumps({"style": _STYLE, **data}, ensure_ascii=False)
    alt = " ".join(line if line.endswith((".", "?", ":")) else f"{line}." for line in lines if line)
    return Picture(template, written, alt, personal)
