"""Numbers as pictures of block characters, for a narrow screen. The number always stands beside."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 10
FULL, EMPTY = "█", "░"
# Blocks, not signs that Discord would turn into emoji.
QUIET, BUSY, BUSIER = "·", "▄", "█"
MANY = 5


def draw_bar(part: int, whole: int, width: int = WIDTH) -> str:
    """``███████░░░``: a share of a whole. Anything at all is one block at least."""
    if whole <= 0:
        return EMPTY * width
    blocks = round(width * part / whole)
    if part:
        blocks = max(1, blocks)
    if part < whole:
        blocks = min(width - 1, blocks)
    return FULL * blocks + EMPTY * (width - blocks)


def draw_days(counts: Sequence[int]) -> str:
    """One mark for each day."""
    return "".join(BUSIER if count >= MANY else BUSY if count else QUIET for count in counts)


DAYS_LEGEND = f"`{QUIET}` none, `{BUSY}` 1 to {MANY - 1}, `{BUSIER}` {MANY} or more; today is last"
