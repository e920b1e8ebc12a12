"""One bot for one database, by whatever name it is called."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.errors import StoreBusy, StoreUnwritable
from bot.store import Preferences, Store
from bot.store.sqlite.claim import claim, sole_use, use
from tests.store.sqlite.test_errors import full_disk

HOLD = """
import sys
from pathlib import Path
from bot.store.sqlite.claim import claim

with claim(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_only_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "data" / "imnm.db"
    with claim(path), pytest.raises(StoreBusy, match="another bot is running on it"), claim(path):
        pytest.fail("two at once")
    with claim(path):
        pass
    # No bot came to make one.
    assert not path.exists()


def test_databases_side_by_side_have_a_bot_each(tmp_path: Path) -> None:
    with claim(tmp_path / "one.db"), claim(tmp_path / "two.db"):
        assert len(list(tmp_path.iterdir())) == 2


def test_where_no_file_can_be_made_there_is_no_claim(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnwritable), claim(tmp_path / "file" / "imnm.db"):
        pytest.fail("there is no such folder")


def test_another_name_of_the_file_is_claimed_as_well(tmp_path: Path) -> None:
    path = tmp_path / "data" / "imnm.db"
    with claim(path):
        (tmp_path / "link.db").symlink_to(path)
        (tmp_path / "folder").symlink_to(path.parent)
        os.link(path, tmp_path / "hard.db")
        for name in ("link.db", "folder/imnm.db", "hard.db"):
            with pytest.raises(StoreBusy), claim(tmp_path / name):
                pytest.fail("two at once")


def test_no_file_beside_it_can_be_deleted_to_get_round_it(tmp_path: Path) -> None:
    path = tmp_path / "imnm.db"
    (tmp_path / "imnm.db.running").touch()
    with claim(path):
        for each in tmp_path.iterdir():
            if each != path:
                each.unlink()
        with pytest.raises(StoreBusy), claim(path):
            pytest.fail("two at once")


def test_a_link_that_leads_nowhere_yet_is_followed(tmp_path: Path) -> None:
    (tmp_path / "volume").mkdir()
    link = tmp_path / "imnm.db"
    link.symlink_to(tmp_path / "volume" / "imnm.db")
    with claim(link):
        assert (tmp_path / "volume" / "imnm.db").is_file()
        with pytest.raises(StoreBusy), claim(tmp_path / "volume" / "imnm.db"):
            pytest.fail("two at once")


def test_what_replaces_the_file_is_claimed_in_its_place(tmp_path: Path) -> None:
    path, new = tmp_path / "imnm.db", tmp_path / "new"
    path.write_text("old")
    with claim(path):
        new.write_text("new")
        new.replace(path)
        with claim(path), pytest.raises(StoreBusy), claim(path):
            pytest.fail("two at once")


async def test_it_holds_while_sqlite_opens_and_closes_the_file(path: Path, url: str) -> None:
    with claim(path):
        async with Store(url) as store:
            await store.people.change(1, lambda _: Preferences(text_only=True))
            with closing(sqlite3.connect(path)) as other:
                other.execute("SELECT * FROM member").fetchall()
        with pytest.raises(StoreBusy), claim(path):
            pytest.fail("two at once")


@pytest.mark.long
def test_it_ends_with_the_process_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "imnm.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreBusy), claim(path):
            pytest.fail("two at once")
        holder.kill()
        holder.wait()
    with claim(path):
        pass


def test_many_may_use_it_and_one_may_change_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "imnm.db"
    with use(path), use(path), pytest.raises(StoreBusy, match="stop that first"), sole_use(path):
        pytest.fail("others use it")
    with sole_use(path), pytest.raises(StoreBusy, match="at this moment"), use(path):
        pytest.fail("it is being replaced")


@pytest.mark.long
async def test_a_store_that_has_met_a_full_disk_is_in_use_still(url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    async with Store(url) as store:
        await store.backup(copy)
        with capture_logs(), full_disk(), pytest.raises(StoreUnwritable):
            await store.people.change(1, lambda _: Preferences(text_only=True))
        with pytest.raises(StoreBusy, match="stop that first"):
            await Store.restore(url, copy)
        await store.people.change(1, lambda _: Preferences(text_only=True))
    assert (await Store.restore(url, copy)).kept is not None
