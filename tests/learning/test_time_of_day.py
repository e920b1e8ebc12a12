"""A time of day is read as people write it, and asked about where it may be two."""

import pytest

from bot.errors import AmbiguousTime, UnknownTime
from bot.learning.time_of_day import read_time


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("19:00", "19:00"), ("8:30", "08:30"), ("8.30", "08:30"), ("0830", "08:30"),
        ("830", "08:30"), ("8", "08:00"), ("0", "00:00"), (" 7:45 ", "07:45"), ("19h30", "19:30"),
        ("19h", "19:00"), ("19 h 30", "19:30"), ("19 30", "19:30"), ("19,30", "19:30"),
        ("19 Uhr", "19:00"), ("19:30 Uhr", "19:30"), ("19\uff1a30", "19:30"), ("7pm", "19:00"),
        ("7 PM", "19:00"), ("7:30 p.m.", "19:30"), ("7.30pm", "19:30"), ("730pm", "19:30"),
        ("7 am", "07:00"), ("7a", "07:00"), ("7 in the morning", "07:00"),
        ("7:15 in the evening", "19:15"), ("3 in the afternoon", "15:00"), ("12 am", "00:00"),
        ("12:30 a.m.", "00:30"), ("12 pm", "12:00"), ("12:05pm", "12:05"), ("noon", "12:00"),
        ("Midnight", "00:00"), ("24:00", "00:00"), ("19:00 pm", "19:00"), ("19 o'clock", "19:00"),
        ("0 am", "00:00"),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(typed, meant):
    assert f"{read_time(typed):%H:%M}" == meant


@pytest.mark.parametrize(
    "typed",
    ["", " ", "soon", "25:00", "24:01", "19:60", "19:5", "193", "13 am", "19:00 am", "0 pm",
     "7 pm pm", "-7", "7:30:00", "half 7", "7 apples", "19::30", "7 in the night", "12345"],
)  # fmt: skip
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(UnknownTime):
        read_time(typed)


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("7 o'clock", ("7 am", "7 pm")),
        ("12 O\u2019Clock", ("12 am", "12 pm")),
        ("7:30 o'clock", ("7.30 am", "7.30 pm")),
    ],
)
def test_what_is_said_of_two_times_is_asked_about(typed, options):
    with pytest.raises(AmbiguousTime) as asked:
        read_time(typed)
    assert asked.value.options == options
    assert len({read_time(option) for option in options}) == 2
