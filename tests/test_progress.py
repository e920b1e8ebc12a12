"""Progress is shown on a terminal, whatever its size, and nowhere else."""

import asyncio
import sys
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from bot.cli import main
from bot.progress import shown_progress, stage
from bot.store.revisions import run_migrations
from bot.store.sqlite.backup import write_transaction
from tests.terminal import Terminal

STAGES = ("Updating the database", "Copying the database", "Checking the copy")


@pytest.fixture(params=[0, 60], ids=["of no size", "of 60 columns"])
def terminal(request: pytest.FixtureRequest) -> Terminal:
    return Terminal(request.param)


def count(says: str = "Writing pages", *, to: int = 4) -> None:
    with stage(says, to) as reached:
        for done in range(to + 1):
            reached(done)


def test_on_a_terminal_a_stage_is_named_counted_and_wiped_away(terminal: Terminal) -> None:
    with terminal.as_standard_error(), shown_progress():
        count()

    shown = terminal.read()
    assert "Writing pages:   0%" in shown
    # The last that is written are blanks over the line, and the way back to its beginning.
    assert shown.endswith("\r")
    assert not shown.split("\r")[-2].strip()


def test_a_stage_without_a_total_shows_how_long_it_takes(terminal: Terminal) -> None:
    with terminal.as_standard_error(), shown_progress(), stage("Checking the copy") as reached:
        reached(0)

    assert "Checking the copy: 00:00" in terminal.read()


def test_it_is_shown_from_a_thread_of_the_verb_too(terminal: Terminal) -> None:
    with terminal.as_standard_error(), shown_progress():
        asyncio.run(asyncio.to_thread(count))

    assert "Writing pages" in terminal.read()


def test_more_than_the_total_is_all_of_it(terminal: Terminal) -> None:
    with terminal.as_standard_error(), shown_progress(), stage("Copying", 10) as reached:
        reached(25)

    assert "250%" not in terminal.read()


def test_what_serves_shows_nothing_though_it_has_a_terminal(terminal: Terminal) -> None:
    with terminal.as_standard_error():
        count()
        with shown_progress():
            pass
        count()

    assert not terminal.read()


def test_a_failure_inside_leaves_the_line_clean(terminal: Terminal) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        terminal.as_standard_error(),
        shown_progress(),
        stage("Copying", 10) as reached,
    ):
        reached(1 / 0)

    assert not terminal.read().split("\r")[-2].strip()


def test_in_a_file_nothing_is_shown(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as file, redirect_stderr(file), shown_progress():
        count()

    assert not (tmp_path / "log").read_text()


def test_a_process_without_standard_error_is_not_disturbed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    with shown_progress():
        count()


# --- the verbs ------------------------------------------------------------------------------------


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path of the verbs' database, made by the first migration."""
    path = tmp_path / "data" / "imnm.db"
    path.parent.mkdir()
    path.touch()
    with write_transaction(path) as connection:
        run_migrations(connection, "0001")
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    return path


@pytest.mark.long
def test_the_verbs_that_take_long_show_their_stages(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    for typed, stages in (
        (["migrate"], {"Updating the database", "Copying the database", "Checking the copy"}),
        (["backup", str(copy)], {"Copying the database", "Checking the copy"}),
        (["restore", str(copy)], {"Copying the database", "Checking the copy"}),
    ):
        terminal = Terminal()
        with terminal.as_standard_error():
            assert main(typed) == 0
        shown = terminal.read()
        assert {says for says in STAGES if f"{says}: " in shown} == stages


def test_in_a_pipe_they_say_no_more_than_their_log(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for typed in (["migrate"], ["backup", str(tmp_path / "copy.db")]):
        assert main(typed) == 0
    told = capsys.readouterr()
    assert not told.out
    assert not any(says in told.err for says in STAGES)
    assert "\r" not in told.err
