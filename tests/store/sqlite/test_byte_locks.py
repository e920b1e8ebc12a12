"""A lock on a byte keeps off every other handle, also where locks are for one alone."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.store.sqlite import byte_locks
from bot.store.sqlite.byte_locks import lock
from tests.windows import locking

BYTE, SHARERS = 0x4000_0000 + 513, 4
Open = Callable[[], int]


@pytest.fixture(params=["POSIX", "Windows"], autouse=True)
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "Windows":
        monkeypatch.setattr(byte_locks, "WINDOWS", True)
        monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
        # Whoever asks for it all the same is told that there is none.
        monkeypatch.setitem(sys.modules, "fcntl", None)


@pytest.fixture
def open_(tmp_path: Path) -> Iterator[Open]:
    handles: list[int] = []

    def open_() -> int:
        handles.append(os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT))
        return handles[-1]

    yield open_
    for each in handles:
        with suppress(OSError):
            os.close(each)


def take(handle: int, byte: int = BYTE, *, shared: bool = False) -> bool:
    return lock(handle, byte, shared=shared, sharers=SHARERS)


def test_one_alone_keeps_all_others_off_until_its_handle_is_closed(open_: Open) -> None:
    first, second = open_(), open_()
    assert take(first)
    assert not take(second)
    assert not take(second, shared=True)
    os.close(first)
    assert take(second)


def test_sharers_keep_off_whoever_wants_it_alone(open_: Open) -> None:
    sharers = [open_() for _ in range(SHARERS)]
    assert all(take(each, shared=True) for each in sharers)
    alone = open_()
    for each in sharers:
        assert not take(alone)
        os.close(each)
    assert take(alone)


def test_closing_another_handle_on_the_file_releases_nothing(open_: Open) -> None:
    first, other, second = open_(), open_(), open_()
    assert take(first)
    os.close(other)
    assert not take(second)


def test_a_lock_of_one_byte_leaves_the_bytes_before_it_free(open_: Open) -> None:
    assert take(open_())
    assert lock(open_(), BYTE - 1, shared=False, sharers=1)
    assert os.fstat(open_()).st_size == 0
