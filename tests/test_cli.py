"""The verbs of the command line and their exit codes, as a shell or Docker sees them."""

import asyncio
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import __version__
from bot.cli import main
from bot.settings import EXPECTED
from bot.store import Preferences, Store
from bot.store.sqlite.claim import claim
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


def test_the_version_names_the_bot_and_its_deck(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert main(["--version"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"imnm-bot {__version__}"
    assert re.fullmatch(r"IMNM reference cards \d+\.\d+\.\d+ of \d{4}-\d\d-\d\d", told[1])

    monkeypatch.setenv("CARDS_DIR", str(tmp_path))
    assert main(["--version"]) == 1
    assert f"imnm-bot check {tmp_path}" in capsys.readouterr().out


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


@pytest.mark.long
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


@pytest.mark.long
def test_a_running_bot_has_loaded_nothing_that_it_does_not_use(tmp_path: Path) -> None:
    """A second and 85 megabytes are the budget; an earlier start has read the deck."""
    heavy = (
        "alembic", "mako", "textstat", "simcord", "hypothesis", "discord.ext.commands", "typst",
        "sqlalchemy.orm", "sqlalchemy.ext.asyncio", "genanki", "yaml", "rich",
        "pydantic", "pydantic_core", "annotated_types", "tqdm", "jinja2", "jsonschema",
        "bot.deck.loader", "bot.deck.rules", "bot.deck.draft", "bot.deck.json_schema",
        "bot.features.cards.check", "bot.store.migrations.env", "bot.preview", "unittest",
    )  # fmt: skip
    code = f"""
import sys
sys.modules.setdefault("rich", None)
import bot.cli, bot.settings, bot.runtime.log, bot.runtime.process, bot.runtime.health, bot.store
from pathlib import Path
from bot.cli import _read_deck
from bot.runtime.client import ImnmBot
from bot.store import Store
compiled = Path({str(tmp_path / "deck.json")!r})
library = _read_deck(bot.settings.read_settings(), compiled)
ImnmBot(library, Store("sqlite+aiosqlite:///{tmp_path / "imnm.db"}"))
library.save()
print([name for name in {heavy!r} if sys.modules.get(name)])
"""

    def start() -> str:
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout

    assert "yaml" in start()
    assert start() == "[]\n"


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


def store_report(
    path: Path, text: str = "The second line is wrong.", fault: str | None = None
) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "INSERT INTO report (kind, subject_id, revision, person_id, fault, text, at) "
            "VALUES ('card', 'srp', '1a2b3c4d', 4611686018427387915, ?, ?, '2026-11-23 09:30:00')",
            (fault, text),
        )
        database.commit()


def verb(*words: str) -> subprocess.CompletedProcess[str]:
    """A verb in a process of its own."""
    return run_forked(words, ROOT, os.environ)


@pytest.mark.long
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
        "fault": None,
        "text": "The second line is wrong.",
        "at": "2026-11-23T09:30:00+00:00",
        "closed_at": None,
    }
    assert verb("reports", "--open").stdout.startswith("#2 ")
    store_report(tmp_path / "imnm.db", "", "dangerous")
    assert verb("reports", "--open").stdout.startswith(
        "#3 DANGEROUS: card srp (1a2b3c4d), 2026-11-23 09:30, open\n\n#2 card "
    )
    again = verb("reports", "--close", "1")
    assert (again.returncode, again.stderr) == (1, "imnm-bot: There is no open report 1.\n")


def test_what_is_printed_is_the_verbs_and_not_the_logs() -> None:
    made = verb("migrate")

    assert (made.returncode, made.stdout) == (0, "")
    assert "store made" in made.stderr
    listed = verb("reports", "--format", "json")
    assert (json.loads(listed.stdout), listed.stderr) == ([], "")


@pytest.mark.parametrize("words", [("reports",), ("reports", "--close", "1")], ids=" ".join)
@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("0004", "run `imnm-bot migrate`"),
        ("9001", "use a newer imnm-bot"),
        (None, "it is empty"),
    ],
)
def test_what_does_not_own_the_database_neither_makes_nor_migrates_it(
    tmp_path: Path, words: tuple[str, ...], revision: str | None, said: str
) -> None:
    path = tmp_path / "imnm.db"
    if revision is None:
        path.touch()
    else:
        assert main(["migrate"]) == 0
        with closing(sqlite3.connect(path)) as database:
            database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
            database.commit()
    before = path.read_bytes()

    ended = verb(*words)

    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert said in line
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.glob("imnm.db*")] == ["imnm.db"]


def test_reports_are_listed_of_a_database_that_may_only_be_read(tmp_path: Path) -> None:
    assert main(["migrate"]) == 0
    path = tmp_path / "imnm.db"
    store_report(path)
    before = path.read_bytes()
    path.chmod(0o400)

    assert verb("reports").stdout.startswith("#1 ")
    assert path.read_bytes() == before


@pytest.mark.long
@pytest.mark.parametrize("words", [("migrate",), ("restore", "copy.db"), ("preview",)])
def test_whoever_changes_all_of_a_database_asks_for_the_claim(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Also through a link, and of a bot that has no connection now, as after a full disk."""
    path, link = tmp_path / "imnm.db", tmp_path / "link.db"
    assert main(["migrate"]) == 0
    assert main(["backup", str(tmp_path / "copy.db")]) == 0
    link.symlink_to(path)
    before = path.read_bytes()
    typed = [str(tmp_path / word) if word.endswith(".db") else word for word in words]

    with claim(path):
        for name in (path, link):
            url = {"DATABASE_URL": f"sqlite+aiosqlite:///{name}"}
            ended = run_forked(typed, ROOT, {**os.environ, **url})
            assert ended.returncode == 1
            (line,) = ended.stderr.splitlines()
            assert "stop that" in line.lower()

    assert path.read_bytes() == before


def test_no_reports_and_no_database_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reports"]) == 1
    assert "there is no database" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.db"))
    assert main(["migrate"]) == 0
    assert main(["reports"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "No reports."


@pytest.mark.long
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
    assert "people with settings: 1 (before: 1)" in lines
    assert "latest answer: none (before: none)" in lines
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


@pytest.mark.long
def test_a_copy_without_its_log_is_restored_only_when_told(tmp_path: Path) -> None:
    path, copy = tmp_path / "imnm.db", tmp_path / "copies" / "by-hand.db"
    copy.parent.mkdir()

    async def live() -> None:
        async with Store(f"sqlite+aiosqlite:///{path}") as store:
            for person in range(30):
                await store.people.change(person, lambda _: Preferences(text_only=True))
            shutil.copy(path, copy)

    asyncio.run(live())
    refused = verb("restore", str(copy))
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert "by-hand.db-wal is not beside it" in line
    assert "--without-log" in line

    # What was made of it is told, and can be undone.
    told = verb("restore", str(copy), "--without-log")
    assert (told.returncode, told.stderr) == (0, "")
    assert "people with settings: 0 (before: 30)" in told.stdout.splitlines()
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]
    back = verb("restore", f"{path}.before-restore")
    assert "people with settings: 30 (before: 0)" in back.stdout.splitlines()
