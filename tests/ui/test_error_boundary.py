"""What is counted of interactions."""

from bot.ui.error_boundary import BOUNDS, Pulse, Times


def test_references_and_codes_do_not_make_a_series_of_their_own():
    pulse = Pulse()
    for result in ("failed 3F09AB", "failed 77D1C2", "too late (10062)", "done"):
        pulse.note("component", "q1", result, 0.01)
    assert pulse.results == {
        ("component", "q1", "failed"): 2,
        ("component", "q1", "too late"): 1,
        ("component", "q1", "done"): 1,
    }


def test_a_time_falls_into_the_first_bound_that_holds_it():
    times = Times()
    for seconds in (0.001, BOUNDS[0], 0.2, 60.0):
        times.add(seconds)
    assert times.buckets == [2, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    assert times.total == 0.001 + BOUNDS[0] + 0.2 + 60.0
