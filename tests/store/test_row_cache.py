"""Rows in memory: the latest used stay, whichever threads use them."""

import threading

from bot.store import row_cache
from bot.store.row_cache import RowCache


def test_it_gives_what_was_put_until_that_is_dropped() -> None:
    rows: RowCache[str] = RowCache()
    assert rows.get(1) is None
    rows.put(1, "one")
    assert rows.get(1) == "one"
    rows.drop(1)
    rows.drop(1)
    assert rows.get(1) is None


def test_the_latest_used_stay(monkeypatch) -> None:
    monkeypatch.setattr(row_cache, "SIZE", 2)
    rows: RowCache[str] = RowCache()
    rows.put(1, "one")
    rows.put(2, "two")
    assert rows.get(1) == "one"
    rows.put(3, "three")
    assert [rows.get(key) for key in (1, 2, 3)] == ["one", None, "three"]


def test_two_threads_may_use_it_at_once(monkeypatch) -> None:
    monkeypatch.setattr(row_cache, "SIZE", 3)
    rows: RowCache[int] = RowCache()
    wrong: list[object] = []

    def change() -> None:
        try:
            for number in range(20_000):
                rows.put(number % 5, number % 5)
                rows.drop((number + 2) % 5)
        except Exception as error:  # noqa: BLE001 - shown by the test
            wrong.append(error)

    changing = threading.Thread(target=change)
    changing.start()
    while changing.is_alive():
        wrong += [key for key in range(5) if rows.get(key) not in {None, key}]
    changing.join()
    assert not wrong
