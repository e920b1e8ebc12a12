"""What people read stands in catalogues that gettext's tools can collect."""

import ast
import re
import string
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

from bot.ui.translation import Plural

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted([*(ROOT / "bot").rglob("texts.py"), ROOT / "bot" / "ui" / "refusals.py"])
KEYWORDS = {"text": None, "plural": (1, 2)}
FOR_OPERATORS = {"check.py", "cli.py"}
"""What imnm-bot prints for whoever runs it, in a terminal."""
MODULES = sorted(
    path
    for catalogue in (ROOT / "bot" / "features").rglob("texts.py")
    for path in catalogue.parent.glob("*.py")
    if path != catalogue and path.name not in FOR_OPERATORS
)
UNSEEN = ("log.", "re.", "mention")
"""Calls with what goes to the log, with patterns, and with names of commands."""
TWO_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT / "bot"))


def find_unseen(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what nobody on Discord reads: docstrings, names, what is logged, and what is raised."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Raise) or (
            isinstance(node, ast.Call) and ast.unparse(node.func).startswith(UNSEEN)
        ):
            yield from ast.walk(node)


def find_sentences(path: Path) -> list[str]:
    tree = ast.parse(path.read_text())
    unseen = {id(node) for node in find_unseen(tree)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in unseen
        and TWO_WORDS.search(node.value)
    ]


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_what_people_read_stands_in_the_catalogue(path):
    assert find_sentences(path) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_gettext_collects_every_sentence(path):
    entries = list(extract_from_file("python", path, KEYWORDS, (), None))
    collected = set()
    for _line, message, *_ in entries:
        collected |= {message} if isinstance(message, str) else set(message)
    assert collected
    assert set(find_sentences(path)) <= collected


def list_messages(path: Path) -> Iterator[str]:
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for value in vars(module).values():
        for each in value.values() if isinstance(value, dict) else [value]:
            if isinstance(each, Plural):
                yield from (each.one, each.many)
            elif isinstance(each, str):
                yield each


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_each_place_in_a_sentence_has_a_name(path):
    for message in list_messages(path):
        fields = [field for _, field, *_ in string.Formatter().parse(message) if field is not None]
        assert all(field.isidentifier() for field in fields), message
