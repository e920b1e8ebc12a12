"""Metrics of the bot in the text format of Prometheus. No label names a person or a server."""

from __future__ import annotations

import math
from collections.abc import Iterator

from prometheus_client import (
    CollectorRegistry,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.runtime.client import ImnmBot

# When a series began is one more series each, and nothing of ours needs it.
disable_created_metrics()  # type: ignore[no-untyped-call]


def render_metrics(bot: ImnmBot) -> bytes:
    """Return all metrics as they are now."""
    registry = CollectorRegistry()
    interactions = bot.tree.error_boundary.metrics
    for each in (interactions.count, interactions.seconds, BotCollector(bot)):
        registry.register(each)
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class BotCollector(Collector):
    """Reads the numbers that parts of the bot keep anyway."""

    def __init__(self, bot: ImnmBot) -> None:
        self._bot = bot

    def collect(self) -> Iterator[Metric]:
        bot = self._bot
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
