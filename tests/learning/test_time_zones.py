"""A time zone is taken only where it is certain; everything else is asked about."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.learning.time_zones import (
    MOST,
    WORLD,
    find_zones,
    has_summer_time,
    is_zone,
    name_zone,
    time_in,
)

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("EST5EDT", "EST5EDT"),
        # Cities, also by older names and without accents.
        ("berlin", "Europe/Berlin"),
        (" New   york ", "America/New_York"),
        ("Zürich", "Europe/Zurich"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Kiev", "Europe/Kyiv"),
        ("Calcutta", "Asia/Kolkata"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        # Countries with one time, as the database and people call them.
        ("Japan", "Asia/Tokyo"),
        ("Vietnam", "Asia/Ho_Chi_Minh"),
        ("South Africa", "Africa/Johannesburg"),
        ("Germany", "Europe/Berlin"),
        ("Argentina", "America/Argentina/Buenos_Aires"),
        ("UK", "Europe/London"),
        ("England", "Europe/London"),
        ("South Korea", "Asia/Seoul"),
        ("Czechia", "Europe/Prague"),
        ("Türkiye", "Europe/Istanbul"),
        ("UAE", "Asia/Dubai"),
        ("Côte d'Ivoire", "Africa/Abidjan"),
        ("the Gambia", "Africa/Banjul"),
        ("Saint Lucia", "America/St_Lucia"),
        # Short forms that one time alone is called by.
        ("UTC", "UTC"),
        ("UTC+2", "Etc/GMT-2"),
        ("GMT-5", "Etc/GMT+5"),
        ("gmt - 05:00", "Etc/GMT+5"),
        ("UTC\u22123", "Etc/GMT+3"),
        ("+1", "Etc/GMT-1"),
        ("UTC+0", "UTC"),
        ("UTC+5:30", "Asia/Kolkata"),
        ("UTC+5:45", "Asia/Kathmandu"),
        ("CET", "Europe/Berlin"),
        ("ET", "America/New_York"),
        ("Pacific", "America/Los_Angeles"),
        ("JST", "Asia/Tokyo"),
        ("SAST", "Africa/Johannesburg"),
    ],
)
def test_what_is_certain_is_taken(typed, zone):
    assert find_zones(typed, NOW).zone == zone


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("Spain", {"Europe/Madrid", "Atlantic/Canary"}),
        ("USA", {"America/New_York", "America/Los_Angeles", "America/Phoenix"}),
        ("Australia", {"Australia/Sydney", "Australia/Brisbane", "Australia/Perth"}),
        ("Russia", {"Europe/Moscow", "Asia/Vladivostok"}),
        ("Samoa", {"Pacific/Apia", "Pacific/Pago_Pago"}),
        ("Congo", {"Africa/Kinshasa", "Africa/Lubumbashi"}),
        ("Georgia", {"Asia/Tbilisi", "America/New_York"}),
        ("San Juan", {"America/Puerto_Rico", "America/Argentina/San_Juan"}),
        ("EET", {"Europe/Athens", "Africa/Cairo"}),
        ("EST", {"America/New_York", "America/Jamaica"}),
        ("IST", {"Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"}),
        ("GMT", {"UTC", "Europe/London"}),
        ("UTC-3:30", {"America/St_Johns"}),
        # Regions, codes, and cities that few have heard of.
        ("Hawaii", {"Pacific/Honolulu"}),
        ("Queensland", {"Australia/Brisbane"}),
        ("DE", {"Europe/Berlin"}),
        ("Davis", {"Antarctica/Davis"}),
        ("Petersburg", {"America/Indiana/Petersburg"}),
    ],
)
def test_what_several_places_are_called_is_asked_about(typed, among):
    match = find_zones(typed, NOW)
    assert match.zone is None
    assert match.understood
    assert among <= set(match.offered)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        # Whoever lives there finds a place with the same time.
        ("Milan", "Europe/Paris"),
        ("Mumbai", "Asia/Kolkata"),
        ("Boston", "America/New_York"),
        ("Berln", "Europe/Berlin"),
        ("York", "America/New_York"),
        ("Europe", "Europe/London"),
        ("UTC+99", "UTC"),
        ("qqqzzz", "Asia/Tokyo"),
        ("", "Asia/Tokyo"),
    ],
)
def test_what_is_not_known_is_never_guessed(typed, kept):
    match = find_zones(typed, NOW)
    assert match.zone is None
    assert not match.understood
    assert 1 < len(match.offered) <= MOST
    times = {time_in(zone, NOW) for zone in match.offered}
    assert time_in(kept, NOW) in times


def test_similar_names_come_first():
    assert find_zones("Berln", NOW).offered[0] == "Europe/Berlin"
    assert find_zones("Canary Islands", NOW).offered[0] == "Atlantic/Canary"


def test_no_two_that_are_offered_keep_the_same_time_all_year():
    for typed in ("USA", "Canada", "Mexico", "Brazil", "qqqzzz"):
        offered = find_zones(typed, NOW).offered
        days = [NOW + timedelta(days=number) for number in range(366)]
        years = {tuple(time_in(zone, day) for day in days) for zone in offered}
        assert len(years) == len(offered) > 1


def test_every_zone_that_is_offered_exists():
    for typed in ("e", "cst", "mst", "aest", "indiana", "argentina", "france", "antarctica"):
        match = find_zones(typed, NOW)
        assert all(
            ZoneInfo(zone) for zone in (*match.offered, *([match.zone] if match.zone else []))
        )
    assert all(map(is_zone, WORLD))


def test_an_offset_is_named_as_people_write_it():
    assert name_zone("Etc/GMT-2") == "UTC+2"
    assert name_zone("Etc/GMT+11") == "UTC-11"
    assert name_zone("America/New_York") == "America/New York"
    for zone in ("Etc/GMT-2", "Etc/GMT+11", "America/New_York", "UTC"):
        assert find_zones(name_zone(zone), NOW).zone == zone


def test_whether_clocks_are_changed_is_told_apart():
    assert has_summer_time("America/New_York", NOW)
    assert not has_summer_time("America/Jamaica", NOW)


def test_the_time_in_a_zone_that_this_machine_does_not_know_is_not_guessed():
    assert time_in("Atlantis/Capital", NOW) is None
    assert f"{time_in('Europe/Berlin', NOW):%H:%M}" == "08:00"
    assert not is_zone("Atlantis/Capital")
