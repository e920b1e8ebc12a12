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
"""What `make catalogue` collects."""
KEYWORDS = {"text": None, "plural": (1, 2)}
FOR_OPERATORS = {
    "check.py", "cli.py", "discord_errors.py", "error_boundary.py", "limits.py", "new_deck.py",
}  # fmt: skip
"""What whoever runs the bot, or writes cards, reads in a terminal, the log and the metrics."""
MODULES = sorted(
    path
    for folder in {catalogue.parent for catalogue in CATALOGUES}
    for path in folder.glob("*.py")
    if path not in CATALOGUES and path.name not in FOR_OPERATORS
)
UNSEEN = re.compile(r"(log|re)\.|(.*\.)?mention\b")
"""Calls with what goes to the log, with patterns, and with names of commands."""
WORD = re.compile(r"[A-Za-z]{2,}")
TWO_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]")
PART_OF_SENTENCE = re.compile(r"[A-Za-z]{2,} | [A-Za-z]{2,}")
COLOUR = re.compile(
    r"\b(red|green|blue|yellow|orange|purple|grey|gray|colou?rs?|colou?red)\b", re.IGNORECASE
)
SHOWN_OPTIONS = {"content", "description", "footer", "label", "placeholder", "text", "title"}
"""Arguments by name that people read, of whatever is called."""
SHOWN_PLACES = {"draw_button": (0,), "draw_embed": (1, 2, 3), "draw_page": (1, 2, 3, 4)}
"""Arguments by place that people read."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT / "bot"))


def find_unseen(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what nobody on Discord reads: docstrings, names, what is logged, and what is raised."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Raise) or (
            isinstance(node, ast.Call) and UNSEEN.match(ast.unparse(node.func))
        ):
            yield from ast.walk(node)


def find_sentences(tree: ast.AST) -> list[str]:
    unseen = {id(node) for node in find_unseen(tree)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in unseen
        and TWO_WORDS.search(node.value)
    ]


def find_glued(tree: ast.AST) -> list[str]:
    """Return the f-strings with a part of a sentence in them."""
    unseen = {id(node) for node in find_unseen(tree)}
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        and id(node) not in unseen
        and any(PART_OF_SENTENCE.search(each) for each in list_literals(node))
    ]


def find_labels(tree: ast.AST) -> list[str]:
    """Return what stands as a literal where people read it, be it a single word."""
    shown: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            shown += [node.args[n] for n in SHOWN_PLACES.get(called, ()) if n < len(node.args)]
            shown += [
                each.value
                for each in node.keywords
                if called == "describe" or each.arg in SHOWN_OPTIONS
            ]
    return [text for node in shown for text in list_literals(node) if WORD.search(text)]


def list_literals(node: ast.AST) -> Iterator[str]:
    """Yield the literal texts of an expression, but not those handed to a call inside it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, (ast.JoinedStr, ast.BinOp, ast.IfExp, ast.BoolOp)):
        for part in ast.iter_child_nodes(node):
            yield from list_literals(part)


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_what_people_read_stands_in_the_catalogue(path):
    tree = ast.parse(path.read_text())
    assert find_sentences(tree) == []
    assert find_glued(tree) == []
    assert find_labels(tree) == []


@pytest.mark.parametrize(
    "code",
    [
        'draw_button("Back", f"{prefix}:1")',
        'embed = draw_embed(group, "Sources")',
        'ui.Select(custom_id="m1", placeholder="Cards" if many else card.title)',
        '@app_commands.describe(card=f"Of {name}")\ndef f(): ...',
        'name = f"{title} (all of it)"',
        'line = f"{one} and {other}"',
    ],
)
def test_a_label_and_a_glued_sentence_are_found_wherever_they_stand(code):
    tree = ast.parse(code)
    assert find_sentences(tree) + find_glued(tree) + find_labels(tree)


@pytest.mark.parametrize(
    "code",
    [
        'draw_button(texts.BACK, f"sp1:{page}:plain")',
        'log.info("interaction repeated", name=f"{kind} of {name}")',
        'raise ChannelLost("posted without its embeds")',
        'tree.mention("imnm card")',
        'line = f"**{place}.** {name} <#{channel}>"',
        '"""A docstring of many words."""',
    ],
)
def test_what_nobody_reads_needs_no_catalogue(code):
    tree = ast.parse(code)
    assert find_sentences(tree) + find_glued(tree) + find_labels(tree) == []


def collect(path: Path) -> set[str]:
    """Return what gettext's tools find in a module: marked sentences, in each of their forms."""
    collected: set[str] = set()
    for _line, message, *_ in extract_from_file("python", path, KEYWORDS, (), None):
        collected |= {message} if isinstance(message, str) else set(message)
    return collected


def list_messages(path: Path) -> Iterator[str]:
    """Yield every text that a catalogue holds, however it holds it."""
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for name, value in vars(module).items():
        if not name.startswith("__"):
            yield from list_forms(value)


def list_forms(value: object) -> Iterator[str]:
    if isinstance(value, Plural):
        yield from (value.one, value.many)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, (dict, tuple)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from list_forms(each)


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_gettext_collects_every_sentence(path):
    collected, messages = collect(path), set(list_messages(path))
    assert messages
    assert messages <= collected
    assert set(find_sentences(ast.parse(path.read_text()))) <= collected


def test_make_collects_every_catalogue():
    recipe = (ROOT / "Makefile").read_text()
    assert "$$(find bot -name texts.py) bot/ui/refusals.py" in recipe
    assert '--keywords "text plural:1,2"' in recipe


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_each_place_in_a_sentence_has_a_name(path):
    for message in list_messages(path):
        fields = [field for _, field, *_ in string.Formatter().parse(message) if field is not None]
        assert all(field.isidentifier() for field in fields), message


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_no_sentence_names_a_control_or_a_state_by_its_colour(path):
    """Whoever sees no colours could not follow it; see also `said_by_colour`."""
    for message in list_messages(path):
        assert not COLOUR.search(message), message


@pytest.mark.parametrize("message", ["Press the green button.", "Wrong answers are red."])
def test_a_control_named_by_its_colour_is_found(message):
    assert COLOUR.search(message)
