"""ARCHITECTURE.md names only what exists: paths, tests, classes, functions, tables and settings."""

import ast
import re
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import discord
import pytest
import yaml

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "ARCHITECTURE.md").read_text()
QUOTED = sorted(set(re.findall(r"`([^`\n]+)`", PAGE)))
PATH = re.compile(r"\w[\w.-]*/[\w./-]*(::\w+)?|\w+\.(md|toml|py|yaml)")
NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(\(\))?")
PATHS = [each for each in QUOTED if PATH.fullmatch(each)]
NAMES = [each for each in QUOTED if NAME.fullmatch(each) and not PATH.fullmatch(each)]
LIBRARIES = {"discord": discord, "yaml": yaml}
ROOMS = sorted(each for each in (ROOT / "bot").iterdir() if (each / "__init__.py").is_file())


def defined(path: Path) -> Iterator[str]:
    """Return every name that a module defines, assigns or takes as a parameter."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr
            case ast.arg():
                yield node.arg
            case ast.Constant(value=str(text)) if re.fullmatch(r"\w+", text):
                # Tables, columns and settings are named in strings.
                yield text


@pytest.fixture(scope="module")
def known() -> set[str]:
    modules = [path for room in ("bot", "tests", "bench") for path in (ROOT / room).rglob("*.py")]
    names = {part for path in modules for part in path.relative_to(ROOT).with_suffix("").parts}
    for path in modules:
        names.update(defined(path))
    return names | {name.upper() for name in names}


def test_the_page_is_read_as_it_is_written():
    assert len(PATHS) > 40
    assert len(NAMES) > 25


@pytest.mark.parametrize("named", PATHS)
def test_every_path_and_every_test_exists(named):
    path, _, test = named.partition("::")
    assert (ROOT / path).exists(), f"ARCHITECTURE.md names {path}, which does not exist"
    if test:
        assert re.search(rf"^\s*(async )?def {test}\(", (ROOT / path).read_text(), re.MULTILINE)


@pytest.mark.parametrize("named", NAMES)
def test_every_name_exists(named, known):
    first, *rest = named.removesuffix("()").split(".")
    if first in LIBRARIES:
        attrgetter(".".join(rest))(LIBRARIES[first])
        return
    missing = [part for part in (first, *rest) if part not in known]
    assert not missing, f"ARCHITECTURE.md names {named}, which nothing in the code is called"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_is_described(room):
    assert f"`bot/{room.name}/`" in PAGE


@pytest.mark.parametrize("number", range(1, 10))
def test_every_promise_names_a_test_that_holds_it(number):
    (row,) = re.findall(rf"^\| {number} \|.*$", PAGE, re.MULTILINE)
    path, test = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", row)[0]
    marks = re.search(
        rf"((?:^@.*\n)*)(?:async )?def {test}\(", (ROOT / path).read_text(), re.MULTILINE
    )
    assert "mark.long\n" not in marks[1], "make test alone would not hold this promise"
