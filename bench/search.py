"""Loading the deck and searching it inside the process, without any wire."""

from __future__ import annotations

import time

from bench.load import TYPED
from bench.measures import Measure, of_runs, percentile
from bot.deck.library import Library
from bot.deck.search.index import MAX_QUERY
from tests.live.process import ROOT

RUNS = 5


def load_times() -> list[float]:
    """Measure loading the whole deck from its files."""
    taken = []
    for _ in range(RUNS):
        library = Library(ROOT / "cards")
        began = time.perf_counter()
        library.load()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def handler_times(library: Library) -> list[float]:
    """Measure the suggestions of a name."""
    taken = []
    for typed in TYPED * RUNS:
        began = time.perf_counter()
        library.index.suggest(typed)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def longest_times(library: Library) -> list[float]:
    """Measure searches for as long a text as is looked at."""
    taken = []
    for words in (
        "muscle weakness stairs xqzzt ",
        "zzyzx qwfp arstd ",
        "\N{LATIN SMALL LETTER E WITH ACUTE}",
        "a ",
    ):
        began = time.perf_counter()
        library.index.find((words * MAX_QUERY)[:MAX_QUERY])
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def measure() -> list[Measure]:
    """Measure everything once; takes a few seconds."""
    loading = load_times()
    library = Library(ROOT / "cards")
    library.load()
    slowest = percentile(handler_times(library), 0.99)
    longest = max(longest_times(library))
    return [
        of_runs("loading the deck from its files", loading, "ms", limit=1000, target="at most 1 s"),
        Measure("suggestions in the handler, p99", slowest, "ms", None, 10, target="under 10 ms"),
        Measure("a search for 6,000 characters", longest, "ms", None, 500, target="under 500 ms"),
    ]
