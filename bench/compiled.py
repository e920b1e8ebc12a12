"""Loading the deck as the last start has kept it."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bench.measures import Measure, of_runs
from bot.deck.library import Library
from tests.live.process import ROOT

RUNS = 5


def measure() -> list[Measure]:
    """Measure it; takes a few seconds."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(1 + RUNS):
            library = Library(ROOT / "cards", compiled=Path(folder) / "deck.json")
            began = time.perf_counter()
            library.load()
            taken.append((time.perf_counter() - began) * 1000)
            library.save()
    return [of_runs("loading the deck as it was kept", taken[1:], "ms")]
