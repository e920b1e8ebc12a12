"""The verbs of the command line and their exit codes, as a shell or Docker sees them."""

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import EXPECTED
from bot.store import Preferences, Store
from tests.live.forking import run_forked

ROOT = Path(__file__).parents[1]
TOKEN = "a-token-of-this-test"
NOBODY = "http://127.0.0.1:9/api/v10"
"""Port 9 is for discarding; nothing listens there."""


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in EXPECTED:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}")
    monkeypatch.setenv("CARDS_DIR", str(ROOT / "cards"))


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    """``bot run`` to its end."""
    return run_forked(["run"], ROOT, {**os.environ, "LOG_LEVEL": "ERROR", **environment})


def test_the_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"imnm-bot {project['version']}\n"


def test_no_verb_shows_the_verbs_and_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2

    shown = capsys.readouterr().err
    for verb in ("run", "preview", "check", "migrate", "backup", "restore", "reports"):
        assert f"    {verb} " in shown


@pytest.mark.parametrize(
    "typed",
    [
        ["dance"],
        ["run", "now"],
        ["backup"],
        ["restore"],
        ["reports", "--close", "x"],
        ["preview", "--port", "x"],
        ["preview", "--port", "65536"],
        ["check", "--format", "xml"],
    ],
)
def test_what_it_does_not_understand_is_a_usage_error(typed: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(typed)

    assert ended.value.code == 2


def test_run_without_a_token_says_what_to_do() -> None:
    ended = run()

    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert "DISCORD_TOKEN is not set" in line
    assert "imnm-bot preview" in line


def test_faulty_settings_are_a_line_each_and_the_token_is_in_none() -> None:
    ended = run(DISCORD_TOKEN=f"{TOKEN} and more", LOG_LEVEL="loud", COMMAND_GUILD_ID="here")

    assert ended.returncode == 2
    assert {line.split()[1] for line in ended.stderr.splitlines()} == {
        "DISCORD_TOKEN",
        "LOG_LEVEL",
        "COMMAND_GUILD_ID",
    }
    assert TOKEN not in ended.stdout + ended.stderr


def test_a_faulty_deck_keeps_the_bot_from_starting_and_every_fault_is_a_line(
    tmp_path: Path,
) -> None:
    cards = Path(shutil.copytree(ROOT / "cards", tmp_path / "cards"))
    (cards / "en" / "srp.yaml").write_text("id: [", encoding="utf-8")
    (cards / "en" / "mri.yaml").write_text("id: mri\nid: mri\n", encoding="utf-8")

    ended = run(DISCORD_TOKEN=TOKEN, DISCORD_API_URL=NOBODY, CARDS_DIR=str(cards))

    assert ended.returncode == 1
    lines = ended.stderr.splitlines()
    assert all(line.startswith("imnm-bot: ") for line in lines)
    assert any("en/srp.yaml:" in line for line in lines)
    assert any("en/mri.yaml:2:" in line for line in lines)


def test_a_deck_that_is_nowhere_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    ended = run(DISCORD_TOKEN=TOKEN, DISCORD_API_URL=NOBODY, CARDS_DIR=str(tmp_path / "nowhere"))

    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert line.startswith("imnm-bot: CARDS_DIR must name the folder of the deck: ")
    assert "nowhere" in line


def test_a_discord_that_is_not_there_is_one_line_and_exit_code_69() -> None:
    ended = run(DISCORD_TOKEN=TOKEN, DISCORD_API_URL=NOBODY)

    assert ended.returncode == 69
    (line,) = ended.stderr.splitlines()
    assert NOBODY in line
    assert TOKEN not in line


def test_check_passes_its_options_and_its_exit_code_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cards = Path(shutil.copytree(ROOT / "cards", tmp_path / "cards"))
    (cards / "en" / "srp.yaml").write_text("id: [", encoding="utf-8")

    assert main(["check", str(cards), "--format", "json"]) == 1

    assert "en/srp.yaml" in capsys.readouterr().out


def test_check_looks_at_the_named_folder_else_at_cards_dir(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARDS_DIR", str(tmp_path / "nowhere"))

    assert main(["check"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_migrate_makes_the_database_and_says_nothing_twice(tmp_path: Path) -> None:
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0

    with closing(sqlite3.connect(tmp_path / "imnm.db")) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    assert {"guild", "member"} <= tables


def test_backup_copies_the_database_and_overwrites_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.db"
    assert main(["migrate"]) == 0

    assert main(["backup", str(copy)]) == 0
    assert copy.read_bytes().startswith(b"SQLite format 3")
    assert main(["backup", str(copy)]) == 1

    assert str(copy) in capsys.readouterr().err.splitlines()[-1]


def test_a_backup_of_no_database_is_a_fault_and_makes_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "copy.db")]) == 1

    assert capsys.readouterr().err.startswith("imnm-bot: ")
    assert not list(tmp_path.glob("*.db"))


def test_a_database_that_cannot_be_used_is_one_line_and_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.db").mkdir()
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'folder.db'}")

    assert main(["migrate"]) == 1

    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("imnm-bot: ")
    assert "folder.db" in line


def test_starting_loads_nothing_that_only_other_verbs_need() -> None:
    """A second of start-up and a hundred megabytes are the budget."""
    heavy = "alembic", "mako", "textstat", "simcord", "hypothesis", "discord.ext.commands"
    code = (
        "import sys, bot.cli, bot.settings, bot.runtime.log, bot.runtime.process, bot.store\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )

    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert found.stdout == "[]\n"


def test_asking_for_health_loads_nothing_of_the_bot() -> None:
    """Every half minute, beside a bot that has 256 MB to itself."""
    heavy = "discord", "sqlalchemy", "aiohttp", "yaml"
    code = (
        "import sys, bot.cli, bot.settings, bot.runtime.health_check\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )

    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert found.stdout == "[]\n"


def store_report(path: Path, text: str = "The second line is wrong.") -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "INSERT INTO report (kind, subject_id, revision, person_id, text, at) "
            "VALUES ('card', 'srp', '1a2b3c4d', 4611686018427387915, ?, '2026-11-23 09:30:00')",
            (text,),
        )
        database.commit()


def verb(*words: str) -> subprocess.CompletedProcess[str]:
    """A verb in a process of its own."""
    return run_forked(words, ROOT, os.environ)


def test_reports_are_listed_and_closed_and_nobody_is_named(tmp_path: Path) -> None:
    assert main(["migrate"]) == 0
    store_report(tmp_path / "imnm.db", "Two\nlines.")
    store_report(tmp_path / "imnm.db")

    listed = verb("reports")
    assert listed.stdout == (
        "#1 card srp (1a2b3c4d), 2026-11-23 09:30, open\n    Two\n    lines.\n\n"
        "#2 card srp (1a2b3c4d), 2026-11-23 09:30, open\n    The second line is wrong.\n"
    )
    assert verb("reports", "--close", "1").returncode == 0
    as_json = json.loads(verb("reports", "--format", "json").stdout)
    assert [each["id"] for each in as_json] == [1, 2]
    assert as_json[0]["closed_at"]
    assert as_json[1] == {
        "id": 2,
        "kind": "card",
        "subject_id": "srp",
        "revision": "1a2b3c4d",
        "text": "The second line is wrong.",
        "at": "2026-11-23T09:30:00+00:00",
        "closed_at": None,
    }
    assert verb("reports", "--open").stdout.startswith("#2 ")
    again = verb("reports", "--close", "1")
    assert (again.returncode, again.stderr) == (1, "imnm-bot: There is no open report 1.\n")


def test_what_is_printed_is_the_verbs_and_not_the_logs(tmp_path: Path) -> None:
    """An empty file is made a database first, and the log tells of it."""
    (tmp_path / "imnm.db").touch()

    listed = verb("reports", "--format", "json")

    assert json.loads(listed.stdout) == []
    assert "store made" in listed.stderr
    made = verb("migrate")
    assert (made.returncode, made.stdout) == (0, "")


def test_no_reports_and_no_database_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reports"]) == 1
    assert "there is no database" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.db"))
    assert main(["migrate"]) == 0
    assert main(["reports"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "No reports."


def test_a_restore_says_what_it_kept_and_how_many_it_erased_again(tmp_path: Path) -> None:
    path, copy = tmp_path / "imnm.db", tmp_path / "copies" / "monday.db"
    ana = 4611686018427387915

    async def live() -> None:
        async with Store(f"sqlite+aiosqlite:///{path}") as store:
            await store.people.change(ana, lambda _: Preferences(text_only=True))
            await store.people.change(ana + 1, lambda _: Preferences(text_only=True))
            assert (await asyncio.to_thread(verb, "backup", str(copy))).returncode == 0
            await store.privacy.erase(ana, datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
            busy = await asyncio.to_thread(verb, "restore", str(copy))
            assert busy.returncode == 1
            assert "stop that first" in busy.stderr

    asyncio.run(live())
    ended = verb("restore", str(copy))

    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert f"Restored {copy}." in lines
    assert f"What was there before is kept as {path}.before-restore." in lines
    assert "Erased again: 1 who had asked for it after the copy was made." in lines
    with closing(sqlite3.connect(path)) as database:
        people = database.execute("SELECT person_id FROM member").fetchall()
    assert people == [(ana + 1,)]


def test_a_restore_of_nothing_is_one_line_and_leaves_no_file(tmp_path: Path) -> None:
    ended = verb("restore", str(tmp_path / "nowhere.db"))

    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert "nowhere.db" in line
    assert not list(tmp_path.glob("*.db*"))
