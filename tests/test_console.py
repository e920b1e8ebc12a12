"""What a verb prints reaches any console; where none takes it, it ends with a code of its own."""

import io
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from tests.deck.conftest import SMALL

UNWRITABLE = 74


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck with faults whose names are beyond ASCII, and beyond UTF-8."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}")
    cards = Path(shutil.copytree(SMALL, tmp_path / "cards"))
    (cards / "en/Übersicht\udcff.yaml").write_text("id: x\n", encoding="utf-8")
    (cards / "en/lähmung.txt").write_text("", encoding="utf-8")
    return cards


@pytest.fixture(params=["buffered", "unbuffered"])
def full_disk(request: pytest.FixtureRequest) -> Iterator[io.TextIOWrapper]:
    buffering = -1 if request.param == "buffered" else 0
    raw = Path("/dev/full").open("wb", buffering=buffering)  # noqa: SIM115 - closed below
    stream = io.TextIOWrapper(raw, write_through=buffering == 0)
    yield stream
    stream.close()


def call(*words: str) -> int:
    try:
        return main(words)
    except SystemExit as ended:
        return int(str(ended.code))


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_ascii_console_is_told_everything_in_escapes(
    folder: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    assert call("check", str(folder), "--format", form) == 1
    said = stream.buffer.getvalue()
    if form == "json":
        assert any("lähmung" in fault["path"] for fault in json.loads(said)["faults"])
    else:
        assert rb"en/l\xe4hmung.txt:1: DECK014" in said


@pytest.mark.parametrize(
    "words", [("check", "{folder}"), ("--help",), ("--version",), ("check", "--help"), ("reports",)]
)
def test_a_full_disk_is_one_line_and_exit_code_74(
    folder: Path,
    words: tuple[str, ...],
    full_disk: io.TextIOWrapper,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call("migrate") == 0
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdout", full_disk)
    assert call(*(word.format(folder=folder) for word in words)) == UNWRITABLE
    said = capsys.readouterr().err.splitlines()
    assert said[-1:] == ["imnm-bot: The output cannot be written: No space left on device."]


@pytest.mark.parametrize(
    "words", [("check", "{folder}"), ("check", "{folder}", "--format", "json"), ("--help",)]
)
def test_a_reader_who_has_gone_is_told_nothing(
    folder: Path,
    words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert call(*(word.format(folder=folder) for word in words)) == UNWRITABLE
    assert capsys.readouterr().err == ""


def test_a_console_for_errors_that_is_closed_or_full_changes_no_exit_code(
    folder: Path, full_disk: io.TextIOWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", full_disk)
    assert call("check", "nowhere") == 2
    monkeypatch.setattr(sys, "stderr", None)
    assert call("check", "nowhere") == 2
    monkeypatch.setattr(sys, "stdout", None)
    assert call("check", str(folder)) == 1


def test_a_file_that_no_disk_takes_is_one_line_and_a_device_stays_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "en/Übersicht\udcff.yaml").unlink()
    assert call("review-sheet", "/dev/full", str(folder)) == UNWRITABLE
    assert capsys.readouterr().err == "/dev/full cannot be written: No space left on device.\n"
    assert Path("/dev/full").is_char_device()
