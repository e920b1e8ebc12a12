"""One reading of the clock is never enough to delete by."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.learning.clock import LEAP, ClockTrust, Reading

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
YEARS = timedelta(days=1100)
HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)


class Machine:
    """A machine whose clock can be set."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at
        self.steady = 5000.0

    def passes(self, time: timedelta) -> Reading:
        self.at += time
        self.steady += time.total_seconds()
        return self.read()

    def leaps(self, by: timedelta) -> Reading:
        self.at += by
        return self.read()

    def read(self) -> Reading:
        return Reading(self.at, self.steady)


def test_a_clock_that_goes_on_is_believed():
    machine, trust = Machine(), ClockTrust(NOW - LEAP)
    assert trust.believes(machine.read())
    for _ in range(10):
        assert trust.believes(machine.passes(A_DAY))
    assert trust.seen == machine.at
    assert ClockTrust(None).believes(machine.read())


@pytest.mark.parametrize("leap", [LEAP + HOUR, timedelta(days=31), YEARS])
def test_one_that_has_leapt_is_believed_after_a_steady_day_and_no_sooner(leap):
    machine, trust = Machine(), ClockTrust(NOW)
    assert not trust.believes(machine.leaps(leap))
    assert trust.seen == NOW
    for _ in range(22):
        assert not trust.believes(machine.passes(HOUR))
    assert trust.believes(machine.passes(2 * HOUR))
    assert trust.seen == machine.at
    assert trust.believes(machine.passes(A_DAY))


def test_it_makes_no_difference_whether_it_leaps_before_the_start_or_afterwards():
    machine, trust = Machine(), ClockTrust(NOW)
    assert trust.believes(machine.passes(A_DAY))
    assert not trust.believes(machine.leaps(YEARS))
    assert trust.believes(machine.passes(A_DAY))


def test_a_second_leap_is_no_second_day():
    machine, trust = Machine(), ClockTrust(NOW)
    assert not trust.believes(machine.leaps(YEARS))
    for _ in range(5):
        assert not trust.believes(machine.leaps(A_DAY))
    assert not trust.believes(machine.leaps(-3 * A_DAY))
    assert trust.believes(machine.passes(A_DAY))


def test_each_process_begins_anew():
    machine, trust = Machine(), ClockTrust(NOW)
    for _ in range(3):
        assert not trust.believes(machine.leaps(YEARS))
        machine.passes(A_DAY)
        trust = ClockTrust(trust.seen)


def test_one_that_is_right_again_is_believed_at_once():
    machine, trust = Machine(), ClockTrust(NOW)
    assert not trust.believes(machine.leaps(YEARS))
    assert trust.believes(machine.leaps(-YEARS))
    # Years later, though it was doubted before, the day begins anew.
    assert not trust.believes(machine.leaps(YEARS))


def test_one_that_is_behind_deletes_nothing_and_is_believed():
    machine, trust = Machine(), ClockTrust(NOW)
    assert trust.believes(machine.leaps(-YEARS))
    assert trust.seen == machine.at
    assert not trust.believes(machine.leaps(YEARS))


def test_whoever_runs_the_bot_can_confirm_it_and_only_what_they_confirmed():
    machine = Machine()
    reading = machine.leaps(YEARS)
    assert ClockTrust(NOW, reading.at.date()).believes(reading)
    assert not ClockTrust(NOW, date(2026, 11, 23)).believes(reading)
    # A setting that is left there does not confirm another leap.
    trust = ClockTrust(NOW, reading.at.date())
    assert trust.believes(reading)
    assert not trust.believes(machine.leaps(YEARS))
