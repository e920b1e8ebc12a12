"""Files that outlive the program that wrote them: lists of erasures, and the lock of the facts."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from tests.golden.conftest import HERE, Golden
from tests.libraries import CARDS

ERASED, OTHER = 4611686018427387915, 4611686018427387916
LIST = HERE / "list.erasures"
"""A list on which `ERASED` stands. Never written anew: lists lie beside backups for years."""
KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
FINGERPRINT = "522e7d3c880e8185696d8571c412c547700db10c2d582a41fd12f2e08cfec910"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "imnm.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    assert main(["migrate"]) == 0
    return path


def ask(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database, database:
        return database.execute(sql, values).fetchall()


def test_a_backup_has_a_list_of_erasures_beside_it(path: Path, tmp_path: Path) -> None:
    at = "2026-11-23 09:30:00.000000"
    ask(path, "INSERT INTO erasure (key, fingerprint, at) VALUES (?, ?, ?)", KEY, FINGERPRINT, at)
    copy = tmp_path / "copies" / "monday.db"
    copy.parent.mkdir()
    assert main(["backup", str(copy)]) == 0
    written = copy.with_name("monday.db.erasures")
    assert written.read_text(encoding="utf-8") == LIST.read_text(encoding="utf-8")


def test_a_list_of_erasures_that_was_written_long_ago_is_obeyed(path: Path, tmp_path: Path) -> None:
    for person in (ERASED, OTHER):
        ask(path, "INSERT INTO member (person_id, text_only) VALUES (?, 1)", person)
    copy = tmp_path / "copies" / "monday.db"
    copy.parent.mkdir()
    assert main(["backup", str(copy)]) == 0
    assert main(["restore", str(copy), "--erasures", str(LIST)]) == 0
    assert ask(path, "SELECT person_id FROM member") == [(OTHER,)]


@pytest.mark.long
def test_the_lock_is_read_and_written_in_the_same_form(tmp_path: Path, golden: Golden) -> None:
    cards = Path(shutil.copytree(CARDS, tmp_path / "cards"))
    lock = cards / "facts.lock.yaml"
    lock.write_text(
        'facts:\n  99-P8:\n    text: "Gone."\n  99-P9:\n    text: "Long gone."\n    retired: yes\n'
    )
    # What is left cannot be served, so that nothing of it is drawn and measured, which takes long.
    for other in (cards / "en").glob("[!o]*.yaml"):
        other.unlink()
    assert main(["check", str(cards), "--accept", "01-P1", "99-P8"]) == 1
    written = re.sub(r"(01-P1:\n    text: ).+", r'\1"(as the card has it)"', lock.read_text())
    golden("facts.lock.txt", written)
