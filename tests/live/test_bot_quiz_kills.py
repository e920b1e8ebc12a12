"""Twenty times `kill -9` at random moments of running quizzes; `make soak` does two hundred."""

from pathlib import Path

import pytest

from tests.live.crowd import play_through_kills
from tests.live.server import DiscordServer

pytestmark = pytest.mark.live
KILLS = 10


@pytest.mark.parametrize("seed", [2026, 1123])
async def test_killed_under_load_it_keeps_every_promise_and_every_quiz_ends(
    discord: DiscordServer, tmp_path: Path, seed: int
) -> None:
    crowd = await play_through_kills(discord, tmp_path, kills=KILLS, rooms=3, people=6, seed=seed)
    assert crowd.acknowledged > 10
    assert crowd.lost() == []
    assert crowd.unsound() == []
    assert crowd.faults == []
