"""The rules of the house that import-linter and ruff cannot hold."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "bot").rglob("*.py"))
LONGEST = 460
"""Lines. Usually 100 to 400: a longer file is asked whether it is still one subject."""
NAMELESS = {"base", "common", "helpers", "misc", "shared", "util", "utils"}
"""Names that say nothing of what is in a module, so that anything ends up there."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_a_class_name_means_one_thing():
    homes = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(named(path))
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_says_what_it_is_in_a_sentence_that_is_no_riddle(path):
    text = path.read_text()
    opening = ast.get_docstring(ast.parse(text))
    if "migrations" in path.parts and path.name == "__init__.py":
        assert not text
        return
    assert opening, f"{named(path)} has no docstring"
    assert not opening.startswith("What"), f"{named(path)}: name the subject, do not paraphrase it"
    assert len(text.splitlines()) <= LONGEST, f"{named(path)} is long: is it still one subject?"
    assert path.stem not in NAMELESS


def test_tests_mirror_the_house():
    rooms = {path.parent.relative_to(ROOT / "bot") for path in MODULES if "store" not in path.parts}
    missing = [str(room) for room in rooms if not (ROOT / "tests" / room).is_dir()]
    # The rules of the deck are tested together, on decks that are damaged one by one.
    assert sorted(missing) == ["deck/rules"]
