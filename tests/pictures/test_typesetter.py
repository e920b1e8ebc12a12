"""The process that draws: started when it is wanted, replaced when it has gone, and never left."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from bot.pictures.picture import make_picture
from bot.pictures.typesetter import ENDED, NotDrawn, Typesetter

SHOWN = {"title": "Weeks", "note": None, "steps": [], "colour": "#3d82c4"}
DATA = make_picture("steps", SHOWN, ["Weeks"]).data
PNG = b"\x89PNG\r\n"


@pytest.fixture
def typesetter() -> Iterator[Typesetter]:
    made = Typesetter()
    yield made
    made.close()


def draw(typesetter: Typesetter) -> bytes:
    return typesetter.make("steps", DATA, "png", 60)


def test_nothing_is_started_before_the_first_picture(typesetter: Typesetter) -> None:
    assert typesetter.pid is None
    assert draw(typesetter).startswith(PNG)
    assert typesetter.pid not in {None, os.getpid()}


def test_one_process_draws_one_after_the_other(typesetter: Typesetter) -> None:
    first = draw(typesetter)
    pid = typesetter.pid
    with pytest.raises(NotDrawn):
        typesetter.make("missing", DATA, "png", 60)
    assert draw(typesetter) == first
    assert typesetter.pid == pid


def test_one_that_has_gone_is_replaced(typesetter: Typesetter) -> None:
    first = draw(typesetter)
    pid = typesetter.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=0)
    assert draw(typesetter) == first
    assert typesetter.pid != pid


@pytest.mark.parametrize("code", ["", "print('no JSON')", "print('{\"size\": 9}')"])
def test_one_that_always_ends_is_told_as_a_picture_that_is_not_drawn(code: str) -> None:
    broken = Typesetter(sys.executable, "-c", code)
    with pytest.raises(NotDrawn, match=ENDED):
        draw(broken)


def test_a_program_that_is_not_there_is_told_as_well() -> None:
    with pytest.raises(NotDrawn, match=ENDED):
        draw(Typesetter("/no/such/program"))


@pytest.mark.long
def test_it_ends_with_the_bot_however_that_ended() -> None:
    code = (
        "import sys, time\n"
        "from bot.pictures.typesetter import Typesetter\n"
        "made = Typesetter()\n"
        f"made.make('steps', {DATA!r}, 'png', 60)\n"
        "print(made.pid, flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as bot:
        assert bot.stdout is not None
        drawing = psutil.Process(int(bot.stdout.readline()))
        bot.kill()
    drawing.wait(timeout=60)
