"""When reminders go out, by the clocks of the people who want them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from bot.learning.schedule import LATE, find_zones, latest_day, next_reminder, time_in

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_it_comes_today_if_the_time_is_still_to_come_and_else_tomorrow():
    moment, day = next_reminder(time(19), BERLIN, None, at("2026-11-23T10:00"))
    assert (moment, day) == (at("2026-11-23T18:00"), date(2026, 11, 23))
    moment, day = next_reminder(time(19), BERLIN, date(2026, 11, 23), at("2026-11-23T18:00"))
    assert (moment, day) == (at("2026-11-24T18:00"), date(2026, 11, 24))


def test_one_that_was_held_up_comes_late_but_not_at_night():
    due = at("2026-11-23T18:00")
    assert next_reminder(time(19), BERLIN, None, due + LATE)[0] == due
    late = due + LATE + timedelta(seconds=1)
    assert next_reminder(time(19), BERLIN, None, late)[1] == date(2026, 11, 24)


def test_one_shortly_before_midnight_can_still_come_after_it():
    moment, day = next_reminder(time(23, 30), BERLIN, date(2026, 11, 22), at("2026-11-23T23:00"))
    assert (moment, day) == (at("2026-11-23T22:30"), date(2026, 11, 23))


def test_summer_time_moves_the_moment_and_not_the_clock_on_the_wall():
    moments, last, now = [], None, at("2027-03-26T00:00")
    for _ in range(5):
        moment, last = next_reminder(time(8), BERLIN, last, now)
        moments.append(moment)
        now = moment
    walls = [moment.astimezone(ZoneInfo(BERLIN)).time() for moment in moments]
    assert walls == [time(8)] * 5
    assert [moment.hour for moment in moments] == [7, 7, 6, 6, 6]


def test_a_time_that_is_skipped_or_repeated_still_comes_exactly_once():
    for night in ("2027-03-27T00:00", "2027-10-30T00:00"):
        days, last, now = [], None, at(night)
        for _ in range(3):
            moment, last = next_reminder(time(2, 30), BERLIN, last, now)
            days.append(last)
            now = moment + timedelta(minutes=1)
        assert all(after - before == timedelta(days=1) for before, after in pairwise(days))


def test_somebody_who_moved_west_over_the_date_line_is_not_reminded_twice_in_a_day():
    now = at("2026-11-23T20:00")
    _, day = next_reminder(time(9), "Pacific/Honolulu", date(2026, 11, 24), now)
    assert day == date(2026, 11, 25)


def test_a_time_that_has_passed_today_begins_tomorrow():
    assert latest_day(time(8), BERLIN, at("2026-11-23T07:00")) == date(2026, 11, 23)
    assert latest_day(time(8), BERLIN, at("2026-11-23T06:59")) == date(2026, 11, 22)


def test_an_unknown_zone_is_an_error_to_the_planner_and_nothing_to_the_reader():
    with pytest.raises(ZoneInfoNotFoundError):
        next_reminder(time(8), "Atlantis/Capital", None, at("2026-11-23T07:00"))
    assert time_in("Atlantis/Capital", at("2026-11-23T07:00")) is None
    assert time_in(BERLIN, at("2026-11-23T07:00")) == time(8)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        (" New   york ", "America/New_York"),
        ("america/new york", "America/New_York"),
        ("Zürich", "Europe/Zurich"),
        ("São Paulo", "America/Sao_Paulo"),
        ("EST", "America/New_York"),
        ("Pacific", "America/Los_Angeles"),
        ("utc", "UTC"),
    ],
)
def test_zones_are_found_as_people_name_them(said, zone):
    assert find_zones(said) == (zone,)


def test_what_is_unclear_gives_a_choice_and_nonsense_gives_none():
    assert set(find_zones("IST")) >= {"Asia/Kolkata", "Europe/Dublin"}
    assert "Europe/Berlin" in find_zones("Berln")
    assert 1 < len(find_zones("america")) <= 25
    assert find_zones("") == find_zones("  ") == find_zones("qqqzzz") == ()


def test_every_zone_that_is_offered_exists():
    for said in ("e", "gmt", "cst", "mst", "aest", "indiana", "argentina"):
        assert all(ZoneInfo(zone) for zone in find_zones(said))
