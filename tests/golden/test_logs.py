"""Names of log events: alerts and searches of those who run the bot are made of them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import bot
from tests.golden.conftest import Golden

LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def constants(expression: ast.expr) -> Iterator[str]:
    """Find the texts that an expression may be: one, or two that a condition chooses from."""
    if isinstance(expression, ast.IfExp):
        yield from constants(expression.body)
        yield from constants(expression.orelse)
    else:
        assert isinstance(expression, ast.Constant), ast.unparse(expression)
        assert isinstance(expression.value, str), ast.unparse(expression)
        yield expression.value


def events(source: str) -> Iterator[str]:
    """Find each event that a module logs, with its level and the names of its values."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        logger = ast.unparse(node.func.value).split(".")[-1].strip("_")
        if logger not in {"log", "logger"} or node.func.attr not in LEVELS:
            continue
        values = sorted(each.arg or "..." for each in node.keywords)
        level = node.func.attr.replace("exception", "error")
        for event in constants(node.args[0]):
            yield f"{event} ({', '.join([level, *values])})"


def test_log_events_keep_their_names(golden: Golden) -> None:
    found = {
        event
        for folder in bot.__path__
        for file in Path(folder).rglob("*.py")
        for event in events(file.read_text(encoding="utf-8"))
    }
    golden("log_events.txt", "".join(f"{event}\n" for event in sorted(found)))
