"""When what comes daily is due, by the clocks of the people who want it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from bot.learning.schedule import REMINDER_LATE, count_days_to_next, next_due, since_when

BERLIN = "Europe/Berlin"
AUCKLAND, LOS_ANGELES, HONOLULU = "Pacific/Auckland", "America/Los_Angeles", "Pacific/Honolulu"
LATE = timedelta(hours=2)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wish:
    at: time
    zone: str
    since: datetime | None = None
    last: datetime | None = None


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def due(wish: Wish, now: datetime) -> datetime:
    return next_due(wish, now, LATE)


def change(wish: Wish, now: datetime, *, hour: int | None = None, zone: str | None = None) -> Wish:
    """As a person chooses another time or zone."""
    chosen = (time(hour) if hour is not None else wish.at, zone or wish.zone)
    return Wish(*chosen, since_when(wish, *chosen, now), wish.last)


def test_it_comes_today_if_the_time_is_still_to_come_and_else_tomorrow():
    wish = Wish(time(19), BERLIN)
    assert due(wish, at("2026-11-23T10:00")) == at("2026-11-23T18:00")
    had = replace(wish, last=at("2026-11-23T18:00"))
    assert due(had, at("2026-11-23T18:00")) == at("2026-11-24T18:00")
    assert count_days_to_next(wish, at("2026-11-23T10:00"), LATE) == 0
    assert count_days_to_next(had, at("2026-11-23T18:00"), LATE) == 1


def test_one_that_was_held_up_comes_late_but_not_at_night():
    moment, wish = at("2026-11-23T18:00"), Wish(time(19), BERLIN)
    assert next_due(wish, moment + REMINDER_LATE, REMINDER_LATE) == moment
    late = moment + REMINDER_LATE + timedelta(seconds=1)
    assert next_due(wish, late, REMINDER_LATE) == moment + A_DAY


def test_one_shortly_before_midnight_can_still_come_after_it_and_the_next_comes_that_day():
    wish = Wish(time(23, 30), BERLIN, last=at("2026-11-22T23:30", BERLIN))
    now = at("2026-11-24T00:40", BERLIN)
    assert due(wish, now) == at("2026-11-23T23:30", BERLIN)
    assert count_days_to_next(wish, now, LATE) == 0
    had = replace(wish, last=due(wish, now))
    assert due(had, now) == at("2026-11-24T23:30", BERLIN)


def test_summer_time_moves_the_moment_and_not_the_clock_on_the_wall():
    moments, wish, now = [], Wish(time(8), BERLIN), at("2027-03-26T00:00")
    for _ in range(5):
        now = due(wish, now)
        moments.append(now)
        wish = replace(wish, last=now)
    walls = [moment.astimezone(ZoneInfo(BERLIN)).time() for moment in moments]
    assert walls == [time(8)] * 5
    assert [moment.hour for moment in moments] == [7, 7, 6, 6, 6]


@pytest.mark.parametrize(
    ("zone", "night", "wall"),
    [
        (BERLIN, "2027-03-27", time(2, 30)),
        (BERLIN, "2027-10-30", time(2, 30)),
        # Clocks that are changed at midnight skip and repeat the beginning and end of a date.
        ("America/Havana", "2027-03-13", time(0, 30)),
        ("America/Havana", "2027-11-06", time(0, 30)),
        ("Africa/Cairo", "2027-04-29", time(0, 15)),
        ("Africa/Cairo", "2027-10-28", time(23, 30)),
    ],
)
def test_a_time_that_is_skipped_or_repeated_still_comes_once_on_each_date(zone, night, wall):
    wish, now, days = Wish(wall, zone), at(f"{night}T00:00", zone), []
    for _ in range(4):
        now = due(wish, now)
        days.append(now.astimezone(ZoneInfo(zone)).date())
        wish, now = replace(wish, last=now), now + timedelta(minutes=1)
    assert all(after - before == A_DAY for before, after in pairwise(days))


# --- another time or zone


def test_a_time_that_has_passed_today_begins_tomorrow():
    now = at("2026-11-23T07:00")
    wish = Wish(time(8), BERLIN, since=now)
    assert due(wish, now) == at("2026-11-24T07:00")
    early = replace(wish, since=at("2026-11-23T06:59"))
    assert due(early, at("2026-11-23T06:59")) == now


def test_a_reminder_of_auckland_moved_to_los_angeles_comes_on_the_very_day_that_is_said():
    wish = Wish(time(19), AUCKLAND, last=at("2026-11-23T19:00", AUCKLAND))
    now = at("2026-11-23T00:30", LOS_ANGELES)
    moved = change(wish, now, zone=LOS_ANGELES)
    assert count_days_to_next(moved, now, LATE) == 0
    assert due(moved, now) == at("2026-11-23T19:00", LOS_ANGELES)


def test_a_question_that_was_asked_at_nine_and_moved_to_the_evening_comes_the_next_evening():
    wish = Wish(time(9), BERLIN, last=at("2026-11-23T09:00", BERLIN))
    now = at("2026-11-23T12:00", BERLIN)
    moved = change(wish, now, hour=18)
    assert count_days_to_next(moved, now, LATE) == 1
    assert due(moved, now) == at("2026-11-24T18:00", BERLIN)
    # Back again: the morning after.
    assert due(change(moved, now, hour=9), now) == at("2026-11-24T09:00", BERLIN)


def test_nobody_who_chooses_a_passed_time_first_waits_a_day_longer_for_it():
    now = at("2026-11-23T20:00", BERLIN)
    wish = Wish(time(19), BERLIN, since=now)
    assert count_days_to_next(wish, now, LATE) == 1
    later = change(wish, now + timedelta(minutes=5), hour=21)
    assert due(later, now + timedelta(minutes=5)) == at("2026-11-23T21:00", BERLIN)


def test_choosing_the_same_again_does_not_leave_out_one_that_is_late():
    now = at("2026-11-23T09:30", BERLIN)
    wish = Wish(time(9), BERLIN, since=at("2026-11-01T10:00"))
    assert due(change(wish, now, hour=9), now) == at("2026-11-23T09:00", BERLIN)


ZONES = (AUCKLAND, LOS_ANGELES, HONOLULU, BERLIN, "Asia/Tokyo", "Pacific/Kiritimati", "UTC")


@pytest.mark.parametrize("before", ZONES)
@pytest.mark.parametrize("after", ZONES)
def test_however_it_is_moved_no_date_has_two_and_two_days_never_pass_without(before, after):
    for hour in range(24):
        for other in (0, 9, 19, 23):
            last = at(f"2026-11-23T{hour:02}:00", before)
            for waited in (timedelta(minutes=1), timedelta(hours=7), timedelta(hours=23)):
                now = last + waited
                wish = change(Wish(time(hour), before, last=last), now, hour=other, zone=after)
                comes = due(wish, now)
                there = ZoneInfo(after)
                assert comes.astimezone(there).date() > last.astimezone(there).date()
                assert comes > now
                assert comes - max(last, now) < 2 * A_DAY


# --- a clock that was wrong


@pytest.mark.parametrize("ahead", [timedelta(hours=20), timedelta(days=30), timedelta(days=1100)])
def test_one_that_was_noted_in_the_future_counts_as_not_sent(ahead):
    now = at("2026-11-23T10:00", BERLIN)
    wish = Wish(time(19), BERLIN, since=now + ahead, last=now + ahead)
    assert due(wish, now) == at("2026-11-23T19:00", BERLIN)
    assert count_days_to_next(wish, now, LATE) == 0


def test_a_clock_that_is_put_back_by_a_second_sends_nothing_twice():
    moment = at("2026-11-23T19:00", BERLIN)
    wish = Wish(time(19), BERLIN, last=moment)
    assert due(wish, moment - timedelta(seconds=1)) == moment + A_DAY


def test_an_unknown_zone_is_an_error():
    for ask in (next_due, count_days_to_next):
        with pytest.raises(ZoneInfoNotFoundError):
            ask(Wish(time(8), "Atlantis/Capital"), at("2026-11-23T07:00"), LATE)
