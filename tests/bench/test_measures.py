"""Measures: judged by their limits, and the same after a walk through JSON."""

import json

from bench.compare import both
from bench.measures import Measure, of_runs, table


def test_the_median_is_judged_and_the_spread_is_told() -> None:
    measure = of_runs("p99", [30, 10, 11], "ms", limit=11, target="at most 11")
    assert (measure.value, measure.spread, measure.verdict) == (11, (10, 30), "PASS")
    assert "10.00..30.00" in table([measure])
    assert of_runs("rate", [3, 5, 4], "/s", limit=5, at_least=True).verdict == "MISS"
    assert Measure("told", 1, "").verdict == ""


def test_json_keeps_all_of_it() -> None:
    for measure in (
        of_runs("p99", [1, 2], "ms", floor=1, limit=2, target="two"),
        Measure("broken", 0, "", failure="TimeoutError"),
    ):
        assert Measure.from_json(json.loads(json.dumps(measure.as_json()))) == measure


def test_what_one_of_two_commits_could_not_measure_is_shown_as_that() -> None:
    old = [Measure("a", 2, "ms"), Measure("b", 0, "ms"), Measure("c", 0, "", failure="too old")]
    new = [Measure("a", 3, "ms"), Measure("b", 1, "ms"), Measure("c", 1, "ms"), Measure("d", 1, "")]
    lines = both("main", old, new).splitlines()
    assert len(lines) == 5
    assert "+50 %" in lines[1]
    assert "%" not in lines[2]
    assert "too old" in lines[3]
