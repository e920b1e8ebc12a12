"""Counts and durations of interactions."""

from bot.ui.error_boundary import BUCKETS, InteractionMetrics


def test_references_and_codes_do_not_make_a_series_of_their_own():
    metrics = InteractionMetrics()
    for result in ("failed 3F09AB", "failed 77D1C2", "too late (10062)", "done"):
        metrics.note("component", "q1", result, 0.01)
    (family,) = metrics.count.collect()
    counts = {
        tuple(sample.labels.values()): sample.value
        for sample in family.samples
        if sample.name.endswith("_total")
    }
    assert counts == {
        ("component", "q1", "failed"): 2,
        ("component", "q1", "too late"): 1,
        ("component", "q1", "done"): 1,
    }


def test_a_duration_is_counted_in_each_bucket_that_holds_it():
    metrics = InteractionMetrics()
    for seconds in (0.001, BUCKETS[0], 0.2, 60.0):
        metrics.note("component", "q1", "done", seconds)
    (family,) = metrics.seconds.collect()
    buckets = {
        sample.labels["le"]: sample.value
        for sample in family.samples
        if sample.name.endswith("_bucket")
    }
    assert buckets["0.005"] == 2
    assert buckets["0.1"] == 2
    assert buckets["0.25"] == 3
    assert buckets["3.0"] == 3
    assert buckets["+Inf"] == 4


def test_two_bots_in_one_process_count_apart():
    one, other = InteractionMetrics(), InteractionMetrics()
    one.note("component", "q1", "done", 0.01)
    assert not other.count.collect()[0].samples
