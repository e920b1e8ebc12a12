"""Names, types and labels of the metrics: dashboards and alerts are made of them."""

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.runtime.health import render_metrics
from tests.golden.conftest import Golden


def describe(family: Metric) -> str:
    """A metric with its samples: their labels, and the bounds of a histogram."""
    lines = [f"{family.name}: {family.type}\n"]
    for sample in family.samples:
        labels = [f"le={sample.labels[name]}" if name == "le" else name for name in sample.labels]
        lines.append(f"    {sample.name} {{{', '.join(sorted(labels))}}}\n")
    return "".join(dict.fromkeys(lines))


async def test_metrics_keep_their_names_and_labels(
    simcord_env, ana, channel, monkeypatch, golden: Golden
) -> None:
    bot = simcord_env.bot
    # A simulated gateway has no heartbeat.
    monkeypatch.setattr(type(bot), "latencies", [(0, 0.05)])
    await ana.slash(channel, "imnm subtypes")
    text = render_metrics(bot).decode()
    families = sorted(text_string_to_metric_families(text), key=lambda each: each.name)
    golden("metrics.txt", "".join(map(describe, families)))
