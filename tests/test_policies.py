"""PRIVACY.md and TERMS.md say what is true."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Table

from bot.features.cards.texts import ANSWER_MENU
from bot.runtime.client import RETENTION
from bot.settings import read_settings
from bot.store.personal_data import PERSONAL_DATA, OnErasure
from bot.store.tables import metadata

ROOT = Path(__file__).parents[1]
WORDS = {
    "member": {
        "what you chose in `/settings me`": ["person_id"],
        "wording": ["level"],
        "who sees your cards": ["private"],
        "plain text": ["text_only"],
        "how boards show you": ["board"],
        "the name for them": ["board_name"],
        "the time and time zone of your reminder": ["reminder_at", "reminder_zone"],
        "since when it holds": ["reminder_since"],
        "when your last reminder was due": ["reminded_at", "reminded_on"],
        "whether it could not reach you": ["reminder_failed"],
        "how often in a row": ["reminder_refusals"],
    },
    "alias": {"a made-up name for each server": ["guild_id", "person_id", "name"]},
    "quiz": {
        "that you began a quiz": ["id", "host_id"],
        "where": ["guild_id", "channel_id", "home_id", "lobby_message_id", "board_message_id"],
        "when": ["created_at", "ended_at", "since"],
        "topic and audience": ["topic", "audience"],
        "how it is played": ["pace", "scoring", "names", "open_until", "open_days", "teams"],
        "how far it got": ["phase", "position", "paused_from", "reason", "empty"],
    },
    "quiz_player": {"which quiz you are in, and your team": ["quiz_id", "person_id", "team"]},
    "answer": {
        "what you answered": ["id", "person_id", "item_id", "card", "choice"],
        "in which quiz and server": ["quiz_id", "position", "guild_id"],
        "whether it was right": ["correct"],
        "when": ["first_at", "answered_at"],
        "how fast": ["taken_us"],
        "how often you changed it": ["changes"],
        "points": ["points"],
    },
    "tally": {
        "your points in a server": ["guild_id", "person_id", "points"],
        "how many questions you answered and had right": ["correct", "answered"],
        "by week, month and topic": ["period", "topic"],
    },
    "recall": {
        "what you answered in `/review`": ["id", "person_id", "item_id", "card", "choice"],
        "in which practice": ["practice_id"],
        "whether it was right": ["correct"],
        "when": ["at"],
        "how easy it was": ["grade"],
        "what `memory` held before": ["before"],
    },
    "memory": {
        "which questions come back to you, and when": ["person_id", "item_id", "due"],
        "how well you know each": ["stability", "difficulty"],
        "when you first met it": ["introduced_at"],
        "last answered it": ["reviewed_at"],
        "last missed it": ["missed_at"],
        "how often": ["lapses"],
        "when it was set aside": ["set_aside_at"],
    },
    "report": {
        "what you found wrong with": ["fault"],
        "a card or question": ["kind", "subject_id"],
        "what you wrote about it": ["id", "person_id", "text"],
        "as it was worded then": ["revision"],
        "where and when": ["guild_id", "at"],
        "whether moderators were shown it": ["shown_at"],
        "it was dealt with": ["closed_at"],
    },
}
"""The words of PRIVACY.md for each column of a table about people, by table.

A column that is added needs words there, in what people call it; then it belongs here.
"""
PRIVACY = (ROOT / "PRIVACY.md").read_text()
TERMS = (ROOT / "TERMS.md").read_text()


def tables_under(heading: str) -> set[str]:
    section = PRIVACY.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def test_every_table_with_people_is_listed_as_about_you() -> None:
    assert tables_under("About you") == {data.table.name for data in PERSONAL_DATA}


def test_every_other_table_is_listed_as_about_nobody() -> None:
    others = set(metadata.tables) - {data.table.name for data in PERSONAL_DATA}
    assert tables_under("About nobody") == others


@pytest.mark.parametrize("table", [data.table for data in PERSONAL_DATA], ids=str)
def test_every_column_about_people_is_described(table: Table) -> None:
    (row,) = re.findall(rf"^\| `{table.name}` \|(.*?)\|", PRIVACY, re.MULTILINE)
    words = WORDS[table.name]
    described = [column for columns in words.values() for column in columns]
    assert sorted(described) == sorted(table.columns.keys())
    assert [each for each in words if each not in row] == []


def test_what_outlives_an_erasure_is_said() -> None:
    for data in PERSONAL_DATA:
        (row,) = re.findall(rf"^\| `{data.table.name}` \|.*$", PRIVACY, re.MULTILINE)
        assert ("itself stays" in row) == (data.on_erasure is OnErasure.UNNAMED)


def test_what_an_erasure_cannot_reach_is_said() -> None:
    section = PRIVACY.split("## What an erasure does\n", 1)[1].split("\n## ", 1)[0]
    said = " ".join(section.split())
    assert "the copies that an update or a restore leaves" in said
    assert "a report that was shown to moderators with its words, without your name" in said


def test_the_retention_time_is_the_one_that_holds_unless_another_is_set() -> None:
    assert f"The retention time is {RETENTION.days} days" in PRIVACY
    assert read_settings({}).retention_days == RETENTION.days


def test_the_one_message_that_is_looked_at_is_said() -> None:
    said = " ".join(PRIVACY.split())
    assert f"a message that somebody uses **{ANSWER_MENU}** on" in said
    assert "neither stored nor logged" in said


@pytest.mark.parametrize("command", ["show", "export", "erase"])
def test_every_way_to_ones_data_is_named(command: str) -> None:
    assert f"`/privacy {command}`" in PRIVACY


def test_both_are_short_and_the_terms_say_what_matters_most_first() -> None:
    assert len(PRIVACY.split()) < 900
    assert len(TERMS.split()) < 400
    assert TERMS.index("No medical advice") < TERMS.index("No warranty")
