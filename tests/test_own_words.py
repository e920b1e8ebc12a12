"""The bot speaks of no disease by itself: all that it says of one stands in the folder of a deck.

What counts as a word of ours is read from our own deck, so that a new card brings its words along.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.libraries import real_library

BOT = Path(__file__).parents[1] / "bot"
EVERYDAY = {
    # Words of the deck that are everybody's, or mean something else in a program.
    "ALL", "Antibody", "Contracture", "Corticosteroid", "Flare", "GP", "ID", "IV", "MS", "OM", "OR",
    "PT", "Refractory", "Relapse", "Remission", "Trigger", "UK", "USA",
}  # fmt: skip
ALSO = (
    "CPK",
    "NAM",
    "myositis",
    "myopathy",
    "necrotizing",
    "necrotising",
    "statin",
    "muscle disease",
)
"""Words that stand in the deck only as parts of others."""
PACKAGE = re.compile(
    r"\bimnm-bot\b|\bimnm_\w*|\bIMNM_\w+|\bImnmBot\b|\bimnm(?=\.db\b)|imnm-preview-"
)
"""The package's own name: in the shell, in metrics, in the environment, of a file and a class."""
DESCRIPTION = "eference cards about immune-mediated necrotizing myopathy, for Discord."
"""What the package says of itself in its first lines and its help."""
DICTIONARIES = {"english_words.txt", "homophones.txt", "subject_words.txt"}
"""English as such: they are no content."""
NORMALISED = {("learning/questions.py", "muscle"), ("learning/questions.py", "muscles")}


def words_of_ours() -> re.Pattern[str]:
    """Short forms as they are written, everything else in any case of its letters."""
    deck = real_library().whole
    names = {deck.info.subject.name, deck.info.subject.label, *ALSO}
    names |= {each for short in deck.abbreviations for each in short.split(" / ")}
    names |= {term.term for term in deck.terms.values()}
    for table in deck.comparisons.values():
        names |= {name for column in table.columns for name in (column.name, column.short)}
    names = {re.sub(r"\s*\(.*?\)", "", name) for name in names} - EVERYDAY
    short = [re.escape(name) for name in names if name.isupper()]
    long = [re.escape(name) for name in names if not name.isupper() and len(name) > 2]
    return re.compile(rf"\b(?:{'|'.join(short)}|(?i:{'|'.join(long)})s?)\b|(?i:\bimnm\b)")


def sentences() -> Iterator[tuple[str, str]]:
    """Every string of the code and every template, with where it stands."""
    for path in sorted(BOT.rglob("*")):
        where = path.relative_to(BOT).as_posix()
        if where.startswith("cards/") or path.name in DICTIONARIES:
            continue
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield where, node.value
        elif path.suffix in (".typ", ".yaml", ".md", ".txt", ".html", ".css", ".svg", ".j2", ".js"):
            yield where, path.read_text(encoding="utf-8")


def spoken_of(text: str, ours: re.Pattern[str]) -> set[str]:
    return set(ours.findall(PACKAGE.sub("", text.replace(DESCRIPTION, ""))))


def test_nothing_in_the_bot_speaks_of_the_disease_of_our_deck() -> None:
    ours = words_of_ours()
    found = {
        (where, word) for where, text in sentences() for word in spoken_of(text, ours)
    } - NORMALISED
    assert sorted(found) == []


@pytest.mark.parametrize(
    "text",
    ["Cards about IMNM", "/imnm help", "My CK", "a statin", "Statins", "anti-HMGCR", "with NAM",
     "Myositis community", "polymyositis", "IVIg", "an imnm-anki.txt file"],
)  # fmt: skip
def test_a_word_of_the_deck_is_found(text: str) -> None:
    assert spoken_of(text, words_of_ours())


@pytest.mark.parametrize(
    "text",
    ["imnm-bot check", "imnm_servers", "IMNM_DRAWS", "data/imnm.db", "all of it", DESCRIPTION],
)
def test_the_name_of_the_package_is_let_through(text: str) -> None:
    assert not spoken_of(text, words_of_ours())
