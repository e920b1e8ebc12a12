"""Compare what others rely on with the text files beside this one.

Commands, tables, metrics and the like have users who notice a change only when something of theirs
has stopped working. So each change of them shows up twice in a commit: in the code and here.
"""

import difflib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.features.conftest import (  # noqa: F401 - fixtures
    ana,
    channel,
    guild,
    library,
    logged,
    make_bot,
    simcord_bot,
)

HERE = Path(__file__).parent
SWITCH = "IMNM_REWRITE_GOLDEN"

Golden = Callable[[str, str], None]


@pytest.fixture
def golden() -> Golden:
    """Compare a text with a file of this folder, or write the file where `SWITCH` is set."""
    return compare


def compare(name: str, now: str) -> None:
    file = HERE / name
    kept = file.read_text(encoding="utf-8") if file.exists() else ""
    if now == kept:
        return
    if os.environ.get(SWITCH):
        file.write_text(now, encoding="utf-8")
        pytest.fail(
            f"tests/golden/{name} was written anew. Read `git diff tests/golden`: each line of it "
            "is something that others rely on. The test passes from now on.",
            pytrace=False,
        )
    lines = difflib.unified_diff(
        kept.splitlines(), now.splitlines(), f"tests/golden/{name}", "now", lineterm="", n=2
    )
    pytest.fail(
        "\n".join(lines) + "\n\n"
        "This changes what others rely on. If that is not meant, undo it. If it is, write "
        f"tests/golden/{name} anew with\n"
        f"    {SWITCH}=1 .venv/bin/python -m pytest tests/golden\n"
        "(a test whose file changes fails once), commit it with the change, and tell of it in "
        "CHANGELOG.md.",
        pytrace=False,
    )
