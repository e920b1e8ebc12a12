"""``make run`` says what it does while it sets up, and stops where that fails."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = """#!/bin/sh
case "$*" in
    "-c "*) ;;
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    *"install --quiet"*) ;;
    "-m pip install "*)
        echo "Collecting one==1.0 (from -r requirements)"
        echo "  Downloading one-1.0.whl"
        if [ -n "$BROKEN" ]; then echo "ERROR: no network" >&2; exit 1; fi
        echo "Installing collected packages: one" ;;
    "-m bot "*) echo "bot: $*" ;;
    *) echo "unexpected: $*"; exit 9 ;;
esac
"""
"""A Python that makes no environment, installs nothing and runs no bot."""


def make_run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    python = folder / "python"
    python.write_text(PYTHON)
    python.chmod(0o755)
    return subprocess.run(
        ["make", f"PYTHON={python}", f"VENV={folder / 'venv'}", "run"],
        cwd=ROOT,
        # Nothing of a `make test` that is running: its flags and its level would be taken over.
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_run_says_what_it_does_and_the_next_one_only_runs(tmp_path: Path) -> None:
    first = make_run(tmp_path)
    assert first.returncode == 0, first.stderr
    lines = first.stdout.splitlines()
    assert lines[0].startswith("Setting up once, about a minute.")
    assert "  one==1.0" in lines
    assert not [line for line in lines if "Downloading" in line]
    assert lines[-2:] == ["Ready.", "bot: -m bot preview"]

    second = make_run(tmp_path, DISCORD_TOKEN="x")
    assert second.stdout.splitlines() == ["bot: -m bot run"]


def test_a_failed_installation_runs_nothing_and_is_tried_again(tmp_path: Path) -> None:
    failed = make_run(tmp_path, BROKEN="yes")
    assert failed.returncode != 0
    assert "ERROR: no network" in failed.stderr
    assert "bot:" not in failed.stdout

    mended = make_run(tmp_path)
    assert mended.returncode == 0
    assert mended.stdout.splitlines()[-1] == "bot: -m bot preview"
