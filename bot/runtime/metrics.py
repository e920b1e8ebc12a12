"""What the bot does, in numbers for Prometheus. No label ever names a person or a server."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.runtime.client import ImnmBot
from bot.ui.error_boundary import BOUNDS, Pulse


def render_metrics(bot: ImnmBot) -> bytes:
    """All metrics as they are now, in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(BotCollector(bot))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class BotCollector(Collector):
    """Reads the plain numbers that the parts of the bot keep anyway."""

    def __init__(self, bot: ImnmBot) -> None:
        self._bot = bot

    def collect(self) -> Iterator[Metric]:
        bot = self._bot
        yield from _describe(bot.tree.error_boundary.pulse)
        latency = GaugeMetricFamily(
            "imnm_gateway_latency_seconds", "Of the last heartbeat", labels=["shard"]
        )
        for shard, seconds in bot.latencies:
            # Not a number until the first heartbeat is answered.
            if math.isfinite(seconds):
                latency.add_metric([str(shard)], seconds)
        yield latency
        yield GaugeMetricFamily("imnm_servers", "Servers that the bot is in", len(bot.guilds))
        yield CounterMetricFamily(
            "imnm_answers_committed",
            "Quiz answers on the disk, changes of mind included",
            bot.store.quizzes.answers_recorded,
        )
        yield CounterMetricFamily(
            "imnm_pins_refreshed",
            "Pinned messages that were edited",
            bot.pin_refresher.editor.refreshed,
        )
        deck = bot.library.deck
        yield InfoMetricFamily(
            "imnm_deck",
            "The deck that is served",
            {"version": deck.info.version, "revision": deck.revision},
        )


def _describe(pulse: Pulse) -> Iterator[Metric]:
    counts = CounterMetricFamily(
        "imnm_interactions",
        "Commands, presses, forms and suggestions",
        labels=["kind", "name", "result"],
    )
    for labels, count in sorted(pulse.results.items()):
        counts.add_metric(list(labels), count)
    yield counts
    seconds = HistogramMetricFamily(
        "imnm_interaction_seconds", "From arrival to answer", labels=["kind"]
    )
    bounds = [*map(str, BOUNDS), "+Inf"]
    for kind, times in sorted(pulse.times.items()):
        buckets = list(zip(bounds, map(float, accumulate(times.buckets)), strict=True))
        seconds.add_metric([kind], buckets, times.total)
    yield seconds
