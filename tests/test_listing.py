"""The texts for Discord's App Directory fit its fields and say of the bot what is so.

Limits: https://docs.discord.com/developers/discovery/best-practices; tags as in "Edit Current
Application" of Discord's API.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.features.cards.texts import ANSWER_MENU
from bot.runtime.client import ImnmBot
from bot.runtime.commands import add_commands
from bot.store import Store
from bot.store.personal_data import PERSONAL_DATA
from bot.ui.permissions import NEEDED
from tests.libraries import real_library

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "listing.md").read_text(encoding="utf-8")
BLOCKS = dict(
    re.findall(r"^\*\*([\w ]+)\*\*[^\n]*:\n\n```text\n(.*?)\n```", PAGE, re.MULTILINE | re.DOTALL)
)


@pytest.fixture(scope="module")
def commands() -> dict[str, dict[str, Any]]:
    bot = ImnmBot(real_library(), Store("sqlite+aiosqlite:////nowhere/imnm.db"))
    add_commands(bot)
    return {each.name: each.to_dict(bot.tree) for each in bot.tree.get_commands()}


@pytest.mark.parametrize(("name", "most"), [("Description", 400), ("Summary", 200)])
def test_a_text_fits_its_field(name: str, most: int) -> None:
    assert 50 < len(BLOCKS[name]) <= most


def test_there_are_five_tags_that_fit() -> None:
    tags = BLOCKS["Tags"].splitlines()
    assert len(set(tags)) == len(tags) == 5
    assert all(0 < len(each) <= 20 for each in tags)


def test_every_command_that_is_named_exists(commands: dict[str, dict[str, Any]]) -> None:
    for group, name in re.findall(r"/([a-z]+)(?: ([a-z]+))?(?=[`.])", " ".join(BLOCKS.values())):
        assert group in commands, group
        if name:
            parts = {each["name"] for each in commands[group]["options"] if each["type"] == 1}
            assert name in parts, f"/{group} {name}"


def test_where_each_command_can_be_used_is_so(commands: dict[str, dict[str, Any]]) -> None:
    rows = re.findall(r"^\| `?/?([\w ]+?)`? ((?:\| (?:yes|no) ){5})\|$", PAGE, re.MULTILINE)
    said = {name: re.findall("yes|no", cells) for name, cells in rows}
    assert said == {
        name: [
            "yes" if each in command[key] else "no"
            for key, places in (("contexts", (0, 1, 2)), ("integration_types", (0, 1)))
            for each in places
        ]
        for name, command in commands.items()
    }
    assert ANSWER_MENU in said


def test_the_rights_are_those_that_it_is_invited_with() -> None:
    assert f"`{NEEDED.value}`" in PAGE


def test_it_asks_for_no_other_intent_than_is_said() -> None:
    bot = ImnmBot(real_library(), Store("sqlite+aiosqlite:////nowhere/imnm.db"))
    asked = {name for name, wanted in bot.intents if wanted}
    assert asked == {"guilds"}
    assert "the one intent `guilds`" in PAGE


def test_the_tables_about_people_are_all_named() -> None:
    (line,) = re.findall(r"^Stored about people: (.*)\.$", PAGE, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", line)) == {each.table.name for each in PERSONAL_DATA}


def test_every_place_that_it_leads_to_is_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
