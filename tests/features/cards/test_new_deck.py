"""`imnm-bot new`: a deck that works, made where nothing can be lost."""

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from bot.deck.library import Library
from bot.deck.loader import gather, read_info
from bot.features.cards.check import check
from bot.features.cards.new_deck import run_new
from bot.features.cards.subcommands import SUBCOMMANDS
from tests.libraries import real_library
from tests.test_own_words import words_of_ours

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 28)
NAMES = ("dermatitis", "Sjögren's disease", 'a "quoted": name', "* - # & !x", "yes", "x" * 60)


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "deck"


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_it_passes_every_rule_whatever_it_is_about(folder, name):
    assert run_new(folder, name=name, command="mycards", today=TODAY) == 0
    assert check(folder, TODAY, strict=True).faults == ()
    info = read_info(folder)
    assert (info.subject.name, info.command) == (name, "mycards")
    assert info.released_on == TODAY


def test_it_has_two_cards_a_comparison_and_three_questions_and_says_how_to_go_on(folder, capsys):
    assert run_new(folder, today=TODAY) == 0
    draft = gather(folder)
    assert (len(draft.cards), len(draft.comparisons), len(draft.questions)) == (2, 1, 3)
    assert all(card.reviewed_by is None for card in draft.cards.values())
    said = capsys.readouterr().out
    assert f"CARDS_DIR={folder} imnm-bot preview" in said
    assert str(folder / "README.md") in said


def test_a_word_of_our_disease_is_nowhere_in_it(folder):
    assert run_new(folder, today=TODAY) == 0
    ours = words_of_ours()
    texts = {name: text.decode() for name, text in files_in(folder).items()}
    del texts["schema.json"]
    found = {
        (name, word)
        for name, text in texts.items()
        for word in ours.findall(text.replace("imnm-bot", ""))
    }
    assert found == set()


@pytest.mark.parametrize("there", ["notes.txt", ".git/config", "en/overview.yaml"])
def test_a_folder_with_something_in_it_is_left_as_it_is(folder, capsys, there):
    (folder / there).parent.mkdir(parents=True)
    (folder / there).write_text("mine")
    before = files_in(folder)
    assert run_new(folder, today=TODAY) == 2
    assert files_in(folder) == before
    assert "is not empty, so nothing was written" in capsys.readouterr().err


@pytest.mark.long
def test_an_empty_folder_and_one_in_a_folder_that_is_not_there_are_taken(folder, tmp_path):
    folder.mkdir()
    assert run_new(folder, today=TODAY) == 0
    assert run_new(tmp_path / "a" / "b", today=TODAY) == 0
    assert files_in(tmp_path / "a" / "b").keys() == files_in(folder).keys()


def test_a_file_of_that_name_is_kept(folder, capsys):
    folder.write_text("mine")
    assert run_new(folder, today=TODAY) == 2
    assert folder.read_text() == "mine"
    assert capsys.readouterr().err


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"command": "quiz"}, "a command of the bot's own"),
        ({"command": "My cards"}, "is no name for a command"),
        ({"command": "x" * 33}, "longer than 32 characters"),
        ({"name": "x" * 61}, "longer than 60 characters"),
        ({"name": "two\nlines"}, "A line break"),
    ],
)
def test_what_discord_would_not_take_makes_nothing(folder, capsys, words, said):
    assert run_new(folder, today=TODAY, **words) == 2
    assert not folder.exists()
    assert said in capsys.readouterr().err


@pytest.mark.long
@pytest.mark.parametrize("command", ["my-cards", "cards_2", "sjögren", "गठिया", "โรค", "7"])
def test_a_command_may_be_in_any_script_that_discord_takes(folder, command):
    assert run_new(folder, command=command, today=TODAY) == 0
    assert read_info(folder).command == command


@pytest.mark.long
def test_it_knows_emergencies_as_our_own_deck_does(folder):
    """What is true of an emergency in general is written once more, and word for word the same."""
    assert run_new(folder, today=TODAY) == 0
    info, ours = read_info(folder), real_library().whole.info
    flags = {flag.phrase: flag for flag in ours.red_flags}
    for flag in info.red_flags:
        assert flag.notice == flags[flag.phrase].notice
        assert set(flag.written) <= set(flags[flag.phrase].written)
        assert set(flag.possible) <= set(flags[flag.phrase].possible)
    assert {flag.notice for flag in info.red_flags} == {flag.notice for flag in ours.red_flags}
    assert_part_of(info.synonyms, ours.synonyms)
    assert_part_of(info.concepts, ours.concepts)
    assert set(info.harmless) <= set(ours.harmless)
    assert info.overdose_notice == ours.overdose_notice
    assert info.crisis_notice.text in ours.crisis_notice.text.replace(
        " Steroids and illness can darken a mood, and your care team will want to know.", ""
    )
    sources = {source.id: source for source in gather(folder).sources}
    for each in {*info.crisis_notice.sources, *info.overdose_notice.sources}:
        assert sources[each] == real_library().whole.sources[each]


def assert_part_of(some: Mapping, all_: Mapping) -> None:
    assert some
    for name, ways in some.items():
        assert set(ways) <= set(all_[name])


@pytest.mark.long
@pytest.mark.parametrize(
    "said",
    [
        "i want to end my life", "thinking of suicide", "i can't breathe", "he is choking",
        "crushing chest pain", "my mum has passed out", "her face is drooping and speech slurred",
        "i took too many tablets", "my throat is closing", "took a whole packet of pills",
    ],
)  # fmt: skip
def test_an_emergency_is_recognised(folder, said):
    assert run_new(folder, today=TODAY) == 0
    library = Library(folder, subcommands=SUBCOMMANDS)
    library.load()
    assert library.index.red_flag(said) is not None


def test_the_page_about_it_names_keys_that_there_are():
    page = (ROOT / "docs" / "own-deck.md").read_text(encoding="utf-8")
    table = page.partition("### What the bot takes from")[2].partition("###")[0]
    columns = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    keys = {key for column in columns for key in re.findall(r"`(\w+)`", column)}
    forms = json.loads((ROOT / "cards" / "schema.json").read_text(encoding="utf-8"))["$defs"]
    known = {
        key for form in ("DeckInfo", "Subject", "KeyCards") for key in forms[form]["properties"]
    }
    assert len(keys) > 20
    assert keys <= known
