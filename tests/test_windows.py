"""The bot where there is no fcntl, no SIGHUP, no uvloop: cards can be written and tried there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.runtime.signals import RELOAD_SIGNALS, UNUSED_SIGNALS
from bot.system import signals_named

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simulates another system")


@pytest.mark.long
def test_without_what_windows_lacks_a_database_is_kept_and_the_page_is_shown(
    tmp_path: Path,
) -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("DISCORD_")
    }
    ended = subprocess.run(
        [sys.executable, "-m", "tests.windows", str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    said = ended.stdout.splitlines()
    assert "two at once" not in said
    assert "kept" in said
    assert said[-1] == "preview ended with 0"
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.rglob("*.partial"))


def test_signals_that_there_are_not_are_left_out() -> None:
    assert signals_named("SIGINT", "SIGSOMETHING") == signals_named("SIGINT")
    assert [each.name for each in (*RELOAD_SIGNALS, *UNUSED_SIGNALS)] == [
        "SIGHUP",
        "SIGUSR1",
        "SIGUSR2",
    ]
