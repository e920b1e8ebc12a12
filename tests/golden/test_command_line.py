"""Verbs, options and exit codes: scripts, units and containers are written for them."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from tests.golden.conftest import Golden
from tests.libraries import CARDS

DONE, FAULTS, USAGE, UNAVAILABLE = 0, 1, 2, 69


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISCORD_TOKEN", "DISCORD_TOKEN_FILE", "HEALTH_PORT", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}")
    monkeypatch.setenv("CARDS_DIR", str(CARDS))
    # So wide that no Python breaks a line, and in no Python's colours.
    monkeypatch.setenv("COLUMNS", "1000")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("PYTHON_COLORS", "0")


def call(*words: str) -> int:
    """Run a verb; argparse ends the process by itself."""
    try:
        return main(words)
    except SystemExit as ended:
        return int(str(ended.code))


def show_help(capsys: pytest.CaptureFixture[str], *verb: str) -> str:
    """Return a help page with what explains an option on its line: Pythons differ in columns."""
    assert call(*verb, "--help") == DONE
    return re.sub(r"(?<=\S)(?:\n {8,}| {2,})(?=\S)", "  ", capsys.readouterr().out.rstrip())


def test_the_help_of_each_verb(capsys: pytest.CaptureFixture[str], golden: Golden) -> None:
    pages = [show_help(capsys)]
    verbs = re.findall(r"^    (\S+) ", pages[0], re.MULTILINE)
    assert len(verbs) >= 8
    pages += [show_help(capsys, verb) for verb in verbs]
    golden("help.txt", "\n\n\n".join(pages) + "\n")


@pytest.mark.long
def test_nothing_wrong_is_0(tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "monday.db"
    copy.parent.mkdir()
    assert call("--version") == DONE
    assert call("migrate") == DONE
    assert call("migrate") == DONE
    assert call("backup", str(copy)) == DONE
    assert call("restore", str(copy)) == DONE
    assert call("reports") == DONE
    assert call("reports", "--format", "json", "--open") == DONE


@pytest.mark.long
def test_faults_of_the_deck_or_the_data_are_1(tmp_path: Path) -> None:
    cards = Path(shutil.copytree(CARDS, tmp_path / "cards"))
    (cards / "en" / "srp.yaml").write_text("id: [", encoding="utf-8")
    taken = tmp_path / "taken.db"
    taken.touch()

    assert call("check", str(cards)) == FAULTS
    assert call("reports") == FAULTS, "there is no database"
    assert call("backup", str(tmp_path / "copy.db")) == FAULTS, "there is no database"
    assert call("restore", str(tmp_path / "nowhere.db")) == FAULTS
    assert call("migrate") == DONE
    assert call("backup", str(taken)) == FAULTS, "it would overwrite a file"
    assert call("reports", "--close", "7") == FAULTS, "there is no such report"
    with closing(sqlite3.connect(tmp_path / "imnm.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9001'")
    assert call("migrate") == FAULTS, "a newer version has written it"


@pytest.mark.long
@pytest.mark.parametrize(
    "words",
    [
        [],
        ["dance"],
        ["run", "now"],
        ["backup"],
        ["restore"],
        ["reports", "--close", "x"],
        ["preview", "--port", "65536"],
        ["check", "--format", "xml"],
        ["check", "nowhere"],
        ["check", "--accept", "no-such-fact"],
        ["health"],
    ],
    ids=" ".join,
)
def test_what_it_does_not_understand_is_2(words: list[str]) -> None:
    assert call(*words) == USAGE


@pytest.mark.parametrize("verb", ["check", "migrate", "health", "reports"])
def test_a_fault_of_the_settings_is_2(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENTION_DAYS", "for ever")
    assert call(verb) == USAGE


def test_a_bot_that_does_not_answer_is_69(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        # Bound and not listening: nobody else can take the port, and nobody answers there.
        monkeypatch.setenv("HEALTH_PORT", str(held.getsockname()[1]))
        assert call("health") == UNAVAILABLE


def test_the_bot_ends_with_2_1_and_69(tmp_path: Path) -> None:
    """In processes of their own: `run` changes much of the one that it is in."""
    empty = tmp_path / "empty"
    empty.mkdir()
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        api = f"http://127.0.0.1:{held.getsockname()[1]}/api/v10"
        token = {"DISCORD_TOKEN": "a-token-of-this-test", "DISCORD_API_URL": api}
        cases = {
            "no token": (USAGE, {}),
            "an empty deck": (FAULTS, token | {"CARDS_DIR": str(empty)}),
            "no Discord": (UNAVAILABLE, token),
        }
        running = {
            case: subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                env=os.environ | variables,
                stderr=subprocess.PIPE,
                text=True,
            )
            for case, (_, variables) in cases.items()
        }
        said = {case: process.communicate(timeout=60)[1] for case, process in running.items()}
    for case, (code, _) in cases.items():
        assert running[case].returncode == code, (case, said[case])
