"""Colours of the pictures: the deck's own, made lighter or darker until they can be read.

The measure is WCAG 2.2, contrast (1.4.3): 4.5 to 1 for text. Colours are written ``#rrggbb``.
"""

from __future__ import annotations

from collections.abc import Callable

GROUND, PANEL, TEXT, MUTED, FIGURE, WHITE = (
    "#1f2126", "#282b31", "#f2f3f5", "#b5bac1", "#6b7080", "#ffffff",
)  # fmt: skip
"""The ground of a picture, a panel on it, text, small text, what is not meant, and white.

The ground stands off both from Discord's dark and from its light theme.
"""
PAPER, INK = WHITE, "#000000"
READABLE = 4.5
_STEP = 0.02
_STRONGEST = 0.6
"""Of a shade: how much of it is the colour."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def fill_under_white(colour: str) -> str:
    """Return the colour, darker if white text could not be read on it."""
    return _mix_until(colour, "#000000", lambda mixed: contrast(mixed, WHITE) >= READABLE)


def text_on_dark(colour: str) -> str:
    """Return the colour, lighter if it could not be read on the ground or on a panel."""
    return _mix_until(
        colour,
        WHITE,
        lambda mixed: min(contrast(mixed, GROUND), contrast(mixed, PANEL)) >= READABLE,
    )


def text_on_paper(colour: str) -> str:
    """Return the colour, darker if it could not be read on white paper."""
    return fill_under_white(colour)


def shade(colour: str, share: float) -> str:
    """Return a panel that takes on more of the colour the higher the share, from 0 to 1.

    Text can be read on it, and the number stands there: the shade says nothing alone.
    """
    mixed = _mix(PANEL, colour, _STRONGEST * min(1.0, share))
    return _mix_until(mixed, GROUND, lambda each: contrast(each, TEXT) >= READABLE)


def _mix_until(colour: str, towards: str, good: Callable[[str], bool]) -> str:
    share, mixed = 0.0, colour
    while not good(mixed) and share < 1:
        share += _STEP
        mixed = _mix(colour, towards, min(share, 1.0))
    return mixed


def _mix(one: str, other: str, share: float) -> str:
    parts = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def _luminance(colour: str) -> float:
    """Return the relative luminance as WCAG defines it, from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
