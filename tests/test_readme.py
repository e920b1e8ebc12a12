"""The README, and the pages for whoever runs the bot, say what is true."""

import re
from pathlib import Path

import discord
import pytest

from bot.cli import _parser
from bot.settings import EXPECTED
from bot.ui.permissions import NEEDED

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
INSTALLING = (ROOT / "docs/installing.md").read_text()
RUNNING = (ROOT / "docs/running.md").read_text()
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
INVITED = NEEDED.value


def test_the_invitation_asks_for_the_rights_that_are_explained_and_no_others():
    table = INSTALLING.split("together the integer", 1)[1].split("\n   `https", 1)[0]
    named = re.findall(r"^   \| ([A-Z][A-Za-z ]+) \|", table, re.MULTILINE)
    rights = {right.lower().replace(" ", "_") for right in named}
    asked = {name for name, given in discord.Permissions(INVITED) if given}
    assert {"read_messages" if right == "view_channels" else right for right in rights} == asked
    assert INSTALLING.count(str(INVITED)) == 2


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_setting_is_explained(name):
    assert f"`{name.upper()}`" in INSTALLING


def test_every_verb_is_named():
    verbs = re.findall(r"^    ([a-z]+)  ", _parser().format_help(), re.MULTILINE)
    assert len(verbs) >= 6
    for verb in verbs:
        assert re.search(rf"(`|bot ){verb}\b", RUNNING), verb


@pytest.mark.parametrize("page", [README, INSTALLING], ids=["README.md", "installing.md"])
def test_the_tokens_file_is_closed_before_it_is_given_away(page):
    """Nobody may change the rights of a file that is another's."""
    given = page.index("chown 10001 secrets/discord_token")
    assert page.index("chmod 400 secrets/discord_token") < given


def test_it_is_short():
    """What takes longer has a page in docs/."""
    assert len(README.split()) < 900


def test_its_moving_picture_is_light_and_described():
    assert (ROOT / "docs/tour.gif").stat().st_size < 1_000_000
    (alt,) = re.findall(r'<img src="docs/tour\.gif" width="\d+" alt="([^"]+)"', README)
    assert len(alt) > 100


def test_the_two_commands_exist():
    makefile = (ROOT / "Makefile").read_text()
    for target in ("run", "test"):
        assert f"make {target}" in README
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_within_the_repository_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"", page.read_text())
    for link in (either for pair in links for either in pair if either):
        assert (page.parent / link).exists(), link


def test_the_numbers_of_the_deck_are_those_of_the_deck():
    cards = list((ROOT / "cards" / "en").glob("*.yaml"))
    facts = sum(card.read_text().count("      - id: ") for card in cards)
    assert f"{len(cards)} cards, {facts} facts" in README
