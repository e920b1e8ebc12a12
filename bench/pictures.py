"""Pictures: the first drawing, one that is kept, and how long the event loop waits meanwhile."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from bench.measures import Measure, percentile, report
from bot.deck.comparisons import Matrix
from bot.deck.library import Library
from bot.deck.model import Level
from bot.pictures.drawing import draw, forget_all
from bot.pictures.pages import pictures_of
from bot.pictures.picture import Picture
from bot.pictures.tables import pictures_of_tables
from tests.live.process import ROOT

FIRST = 300
"""Milliseconds for a picture that was never drawn, typst's own start included."""
KEPT = 1
"""Milliseconds at p99 for one that is kept: nothing beside the drawing of a card."""
LAG = 50
"""Milliseconds that the event loop may wait while a picture is drawn."""
LOOK = 0.001
ROUNDS = 5
KEPT_CALLS = 1000


def list_pictures(folder: Path) -> list[Picture]:
    """Return the pictures of the deck, the red flags first."""
    deck = Library(folder).load()
    cards = [deck.cards[page] for page in deck.pictures]
    found = [each for card in cards for each in pictures_of(deck, card, Level.PLAIN)]
    return [*found, *pictures_of_tables(deck, Matrix(deck).extract(None, None))]


async def watch(waits: list[float]) -> None:
    """Note how much longer than asked for each short sleep takes."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(LOOK)
        waits.append(time.perf_counter() - began - LOOK)


def measure() -> list[Measure]:
    """Measure everything once, in this process."""
    return asyncio.run(_measure())


async def _measure() -> list[Measure]:
    pictures = list_pictures(ROOT / "cards")
    waits: list[float] = []
    watching = asyncio.create_task(watch(waits))
    took, sizes = [], []
    for _ in range(ROUNDS):
        forget_all()
        for picture in pictures:
            began = time.perf_counter()
            drawn = await draw(picture)
            took.append(time.perf_counter() - began)
            sizes.append(len(drawn or b""))
    watching.cancel()
    kept = []
    for number in range(KEPT_CALLS):
        began = time.perf_counter()
        await draw(pictures[number % len(pictures)])
        kept.append(time.perf_counter() - began)
    return [
        Measure("first picture of all", took[0] * 1000, "ms", None, FIRST, target=f"<= {FIRST} ms"),
        Measure("slowest picture", max(took) * 1000, "ms", None, FIRST, target=f"<= {FIRST} ms"),
        Measure(
            "kept picture p99", percentile(kept, 0.99) * 1000, "ms", None, KEPT,
            target=f"<= {KEPT} ms",
        ),
        Measure(
            "loop lag while drawing", max(waits) * 1000, "ms", None, LAG, target=f"<= {LAG} ms"
        ),
        Measure("largest picture", max(sizes) / 1000, "KB", None, 200, target="<= 200 KB"),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(report(measure()))
