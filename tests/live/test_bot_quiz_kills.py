"""`kill -9` at random moments of running quizzes: five times in `make test`.

`.ci/run` kills twenty times, from two seeds, and `make soak` three hundred times, in all commands.
"""

from pathlib import Path

import pytest

from tests.examples import THOROUGH
from tests.live.crowd import Crowd, play_through_kills
from tests.live.process import PATIENCE
from tests.live.server import DiscordServer

pytestmark = pytest.mark.live
KILLS = 10 if THOROUGH else 3


@pytest.mark.parametrize("seed", [2026, pytest.param(1123, marks=pytest.mark.long)])
async def test_killed_under_load_it_keeps_every_promise_and_every_quiz_ends(
    discord: DiscordServer, tmp_path: Path, seed: int
) -> None:
    crowd = Crowd(discord, tmp_path, rooms=3, people=6, seed=seed, patience=PATIENCE, start=0.2)
    await play_through_kills(crowd, KILLS)
    assert crowd.acknowledged > 10
    assert crowd.lost() == []
    assert crowd.unsound() == []
    assert crowd.faults == []
