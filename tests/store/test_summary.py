"""A person who restores sees what was there and what is."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.store import Preferences, Store
from bot.store.sqlite.restore import summarize_file
from bot.store.summary import Summary, describe_change
from tests.store.quiz_play import ANA, BEN, play
from tests.store.sqlite.test_schema import FIRST, run_script


@pytest.mark.long
async def test_it_counts_what_matters_and_names_the_latest_answer(
    url: str, path: Path, now: datetime, tmp_path: Path
) -> None:
    copy = tmp_path / "copies" / "monday.db"
    async with Store(url) as store:
        await play(store, now, [{ANA: True, BEN: False}])
        await store.people.change(ANA, lambda _: Preferences(text_only=True))
        await store.backup(copy)
        await play(store, now + timedelta(days=1), [{ANA: True}])
    restored = await Store.restore(url, copy)
    assert restored.before is not None
    assert restored.before.counts["answers in quizzes"] == 3
    assert restored.now == summarize_file(copy) == summarize_file(path)
    assert restored.now.counts["answers in quizzes"] == 2
    lines = describe_change(restored.before, restored.now)
    assert "answers in quizzes: 2 (before: 3)" in lines
    assert "quizzes: 1 (before: 2)" in lines
    assert "people with settings: 1 (before: 1)" in lines
    latest = lines[-1]
    assert latest.startswith("latest answer: 2026-11-23 09:3")
    assert " (before: 2026-11-24 09:3" in latest


def test_where_nothing_was_nothing_is_compared() -> None:
    lines = describe_change(None, Summary({"pins": 1200}, None))
    assert lines == ["pins: 1,200", "latest answer: none"]


def test_an_older_database_has_fewer_kinds_and_a_damaged_one_none(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    run_script(old, FIRST.read_text(encoding="utf-8"))
    found = summarize_file(old)
    assert found is not None
    assert set(found.counts) == {"people with settings"}
    assert found.latest_answer is None
    assert describe_change(found, Summary({"pins": 2}, None))[0] == "pins: 2 (before: 0)"
    old.write_bytes(b"Dear diary")
    assert summarize_file(old) is None
