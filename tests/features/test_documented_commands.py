"""A command that nobody is told about does not exist: help, README.md and CHANGELOG.md name each.

They are found by walking the tree, so that a new command fails here until it is written down.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import discord
import pytest
from discord import app_commands

from bot.features.cards.help_view import PARTS, draw_help

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.fixture
def tree(simcord_env) -> app_commands.CommandTree:
    return simcord_env.bot.tree


@pytest.fixture
def topics(library) -> set[str]:
    """The commands that open one card: the deck names them, and help lists them from the deck."""
    return {f"imnm {card.command}" for card in library.whole.topics}


def commands(tree: app_commands.CommandTree) -> set[str]:
    """Every slash command by its whole name, such as `scores export`."""
    walked = tree.walk_commands(type=discord.AppCommandType.chat_input)
    return {each.qualified_name for each in walked if isinstance(each, app_commands.Command)}


def menu_entries(tree: app_commands.CommandTree) -> set[str]:
    return {
        each.name
        for kind in (discord.AppCommandType.message, discord.AppCommandType.user)
        for each in tree.get_commands(type=kind)
    }


def named_in(text: str) -> Iterator[str]:
    """Every command in lists such as "`/pin card`, `board` and `list`" of one line or cell."""
    for part in re.split(r"\n(?=[-|])|(?<=`) \|", text):
        group = None
        for written in re.findall(r"`([^`\n]+)`", part):
            if written.startswith("/"):
                group, *rest = written[1:].split()
                yield " ".join([group, *rest])
            elif group is not None:
                yield f"{group} {written}"


def test_lists_of_commands_are_read_as_people_read_them():
    text = "- `/pin card`, `board`: cards.\n- `/quiz`: a quiz; `imnm-bot`\n| `/a b`, `c` | `d` |"
    assert set(named_in(text)) >= {"pin card", "pin board", "quiz", "a b", "a c"}
    assert "quiz card" not in set(named_in(text))


def test_help_names_every_command(tree, library):
    pages = [draw_help(library.deck, part).embeds[0].description for part in PARTS]
    named = {name for page in pages for name in re.findall(r"`/([^`]+)`", page)}
    assert named == commands(tree) - {"imnm help"}
    for entry in menu_entries(tree):
        assert any(f"**{entry}**" in page for page in pages), entry


def test_help_leads_to_the_commands_that_discord_knows(tree, library):
    pages = [draw_help(library.deck, part, tree.mention).embeds[0].description for part in PARTS]
    named = {name for page in pages for name in re.findall(r"</([^:]+):\d+>", page)}
    assert named == commands(tree) - {"imnm help"}
    assert not re.search("`/", "".join(pages))


@pytest.mark.parametrize("page", [README, CHANGELOG], ids=["README.md", "CHANGELOG.md"])
def test_the_repository_names_every_command(tree, topics, page):
    missing = commands(tree) - topics - set(named_in(page))
    assert not missing
    for entry in menu_entries(tree):
        assert f"**{entry}**" in page, entry


def test_readme_names_no_command_that_is_gone(tree):
    table = README.split("## What it does")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `/")]
    assert set(named_in("\n- ".join(cells))) - commands(tree) == set()
