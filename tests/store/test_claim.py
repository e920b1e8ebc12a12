"""One bot for one database."""

from pathlib import Path

import pytest

from bot.errors import StoreBusy
from bot.store.schema import claim


def test_only_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "data" / "imnm.db"
    with claim(path), pytest.raises(StoreBusy, match="another bot is running on it"), claim(path):
        pytest.fail("two at once")
    with claim(path):
        assert not path.exists()


def test_databases_side_by_side_have_a_bot_each(tmp_path: Path) -> None:
    with claim(tmp_path / "one.db"), claim(tmp_path / "two.db"):
        assert len(list(tmp_path.iterdir())) == 2


def test_where_no_lock_can_be_written_the_bot_may_still_serve(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    reached = False
    with claim(tmp_path / "file" / "imnm.db"):
        reached = True
    assert reached
