"""Pictures of what was answered: one person's progress, a server's confusions, a podium.

Values come in as they are shown; whose they are is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.pictures.colours import shade, text_on_dark
from bot.pictures.picture import ALT_TEXT, Picture, make_picture

MOST_TOPICS = 10
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_AHEAD = 14
PODIUM = 3
"""Places on a podium, and the fewest people that make one."""
MOST_ON_PODIUM = 5
"""People, where some share a place."""
LAST_LETTER = "\N{LATIN SMALL LETTER Z WITH CARON}"
"""The last of those that the font surely has."""
GREEN, BLUE, RED = "#4b9650", "#3d82c4", "#d64550"


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How one topic went."""

    title: str
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """A question, its right option, the one that was taken for it, and how often of how many."""

    question: str
    right: str
    mistaken_for: str
    times: int
    answered: int


@dataclass(frozen=True, slots=True)
class PodiumPlace:
    """One person on a podium."""

    place: int
    name: str
    points: int


def picture_of_progress(
    topics: Sequence[TopicScore], days: Sequence[int], today: date, due_in: Sequence[int] | None
) -> Picture:
    """Return topics, worst first, answers on the days that end today, and what comes back when.

    Of very many topics those that go best are left out, so that the alt text can say them all.
    ``due_in`` are days until each question comes back; None where that is not to be seen.
    """
    worst_first = sorted(topics, key=lambda one: (one.right / one.answered, one.title))
    shown = worst_first[:MOST_TOPICS]
    first = today - timedelta(days=len(days) - 1)
    calendar = [(first + timedelta(days=place), count) for place, count in enumerate(days)]
    most = max(1, *days)
    ahead = None if due_in is None else [due_in.count(day) for day in range(DAYS_AHEAD)]
    dates = [today + timedelta(days=place) for place in range(DAYS_AHEAD)]
    data = {
        "title": "Progress",
        "topics_title": "Right answers by topic, lowest first",
        "topics": [
            {"title": one.title, "share": one.right / one.answered, "count": _count(one)}
            for one in shown
        ],
        "days_title": f"Answers on each of the last {len(days)} days",
        "weekdays": WEEKDAYS,
        "blank": first.weekday(),
        "days": [
            {"day": day.day, "count": count, "fill": shade(BLUE, count / most)}
            for day, count in calendar
        ],
        "due_title": "Questions that come back in the next two weeks",
        "due": None
        if ahead is None
        else [
            {"weekday": WEEKDAYS[day.weekday()], "day": day.day, "count": count}
            for day, count in zip(dates, ahead, strict=True)
        ],
        "bar": text_on_dark(GREEN),
    }
    lines = ["Progress"]
    if shown:
        topics_said = "; ".join(f"{one.title} {_count(one)}" for one in shown)
        lines.append(f"{data['topics_title']}: {topics_said}")
    weekdays = " ".join(WEEKDAYS)
    days_said = ", ".join(f"{day.day}: {count}" for day, count in calendar)
    lines.append(f"{data['days_title']}, {weekdays}: {days_said}")
    if ahead is not None:
        due_said = ", ".join(
            f"{WEEKDAYS[day.weekday()]} {day.day}: {count}"
            for day, count in zip(dates, ahead, strict=True)
        )
        lines.append(f"{data['due_title']}: {due_said}")
    picture = make_picture("progress", data, lines, personal=True)
    if len(picture.alt) > ALT_TEXT and shown:
        return picture_of_progress(shown[:-1], days, today, due_in)
    return picture


def _count(topic: TopicScore) -> str:
    return f"{topic.right:,} of {topic.answered:,}"


def picture_of_confusions(confusions: Sequence[Confusion]) -> Picture:
    """Return which options were taken for the right ones, the more often the stronger."""
    title = "What is taken for what"
    note = "The stronger the colour, the more answers took one for the other."
    data = {
        "title": title,
        "note": note,
        "edge": text_on_dark(RED),
        "rows": [
            {
                "question": one.question,
                "right": one.right,
                "wrong": one.mistaken_for,
                "fill": shade(RED, one.times / one.answered),
                "count": f"{one.times:,} of {one.answered:,}",
            }
            for one in confusions
        ],
    }
    said = [
        f"{one.question} Right: {one.right}. Chosen: {one.mistaken_for}, "
        f"{one.times:,} of {one.answered:,}"
        for one in confusions
    ]
    return make_picture("confusions", data, [title, *said, note], personal=True)


def pictures_of_podium(places: Sequence[PodiumPlace]) -> tuple[Picture, ...]:
    """Return the podium of the first three places; nothing for fewer people.

    Nothing either where so many share a place that it would be a crowd, or where the font may lack
    a letter of a name.
    """
    first = [each for each in places if each.place <= PODIUM]
    spelt = all(letter <= LAST_LETTER for each in first for letter in each.name)
    if len(places) < PODIUM or len(first) > MOST_ON_PODIUM or not spelt:
        return ()
    title = "Podium"
    data = {
        "title": title,
        "places": [
            {"place": each.place, "name": each.name, "points": f"{each.points:,} points"}
            for each in first
        ],
        "fills": [text_on_dark(colour) for colour in ("#d9a400", "#9aa3ad", "#b8702a")],
    }
    lines = [f"{each.place}: {each.name}, {each.points:,} points" for each in first]
    return (make_picture("podium", data, [title, *lines], personal=True),)
