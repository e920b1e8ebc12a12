"""Whatever a verb makes of people's data is for the user of the bot alone, files and folders."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from bot.cli import main

ROOT = Path(__file__).parents[1]
NOBODY = "http://127.0.0.1:9/api/v10"
"""Port 9 is for discarding; nothing listens there."""


@pytest.fixture(autouse=True)
def generous_umask() -> Iterator[None]:
    """Of a system that would open everything to everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{home / 'data' / 'imnm.db'}")
    monkeypatch.setenv("CARDS_DIR", str(ROOT / "cards"))
    monkeypatch.setenv("TMPDIR", str(home))
    return home


def find_open(home: Path) -> dict[str, str]:
    """What anybody else could look into, with its mode."""
    found = {}
    for each in home.rglob("*"):
        mode = each.stat().st_mode & 0o777
        if mode != (0o700 if each.is_dir() else 0o600):
            found[str(each.relative_to(home))] = f"{mode:04o}"
    return found


@pytest.mark.long
def test_what_the_verbs_for_the_database_make_is_private(home: Path, tmp_path: Path) -> None:
    key = pyrage.x25519.Identity.generate()
    keys = tmp_path / "key.txt"
    keys.write_text(str(key))
    plain, encrypted = home / "a" / "b" / "monday.db", home / "c" / "monday.db.age"

    for typed in (
        ["migrate"],
        ["backup", str(plain)],
        ["backup", str(encrypted), "--recipient", str(key.to_public())],
        ["restore", str(plain)],
        ["restore", str(encrypted), "--identity", str(keys)],
        ["reports"],
    ):
        assert main(typed) == 0
        assert find_open(home) == {}, typed

    made = {each.name for each in home.rglob("*") if each.is_file()}
    assert {
        "imnm.db",
        "imnm.db.erasures",
        "imnm.db.before-restore",
        "monday.db",
        "monday.db.erasures",
        "monday.db.age",
        "monday.db.age.erasures",
    } <= made


@pytest.mark.long
def test_what_a_bot_leaves_that_cannot_reach_discord_is_private(home: Path) -> None:
    environment = {**os.environ, "DISCORD_TOKEN": "a-token", "DISCORD_API_URL": NOBODY}
    environment.pop("DISCORD_TOKEN_FILE", None)
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=300,
        check=False,
    )

    assert ended.returncode == 69, ended.stderr
    assert {each.name for each in home.rglob("*")} == {"data", "deck-compiled.json"}
    assert find_open(home) == {}
