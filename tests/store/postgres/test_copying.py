"""A SQLite file becomes a database on a server: all of it, or no bot starts on it."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import StoreBusy, StoreCorrupt, StoreDiffers, StoreOccupied, StoreUnsupported
from bot.store import BoardVisibility, GuildDefaults, Preferences, Store
from bot.store.postgres import copying
from bot.store.sqlite.claim import claim
from tests.postgres_server import PostgresServer
from tests.store.quiz_play import ANA, BEN, CLEO, GUILD, ask, begin, make_plan, play


@pytest.fixture
async def filled(path: Path, now: datetime) -> str:
    """The address of a SQLite file with rows of most kinds."""
    url = f"sqlite+aiosqlite:///{path}"
    async with Store(url) as store:
        await store.servers.joined(GUILD, now)
        await store.servers.change(GUILD, lambda _: GuildDefaults(board_names=True), now)
        await store.people.change(ANA, lambda _: Preferences(board=BoardVisibility.HIDDEN))
        await play(store, now, [{ANA: True, BEN: False, CLEO: True}, {ANA: False}])
        await store.display_names.aliases(GUILD, [ANA, BEN])
        await store.card_views.count(GUILD, "skin", now)
        await store.privacy.erase(CLEO, now)
        # A number that was given and is free again must not be given once more.
        gone = await store.quizzes.create(make_plan(channel=5), now)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM quiz_question WHERE quiz_id = ?", [gone.id])
        connection.execute("DELETE FROM quiz WHERE id = ?", [gone.id])
    return url


async def boards(url: str) -> list[object]:
    async with Store(url) as store:
        return [
            await store.scores.leaderboard(GUILD, "all", offset=0, limit=10),
            await store.people.preferences(ANA),
            await store.servers.defaults(GUILD),
            await store.privacy.count_rows(ANA),
            await store.display_names.aliases(GUILD, [ANA, BEN]),
            [page async for page in store.scores.history(ANA)],
        ]


async def test_everything_is_there_and_numbers_go_on(
    filled: str, path: Path, empty_url: str, now: datetime
) -> None:
    summary = await Store.copy(filled, empty_url)
    assert summary.counts["answers in quizzes"] == 3
    assert await boards(empty_url) == await boards(filled)
    (last,) = ask(path, "SELECT seq FROM sqlite_sequence WHERE name = 'quiz'")
    async with Store(empty_url) as store:
        quiz = await begin(store, now + timedelta(hours=1))
        assert quiz.id == last[0] + 1


async def test_cut_off_it_is_taken_up_again_and_no_bot_starts_meanwhile(
    filled: str, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    send = copying._send

    async def die_at_answers(source, target, table):
        if table.name == "answer" and sent.count("answer") == 0:
            sent.append("answer")
            raise KeyboardInterrupt
        return await send(source, target, table)

    monkeypatch.setattr(copying, "_send", die_at_answers)
    with pytest.raises(KeyboardInterrupt):
        await Store.copy(filled, empty_url)
    with pytest.raises(StoreCorrupt):
        async with Store(empty_url):
            pass
    summary = await Store.copy(filled, empty_url)
    assert summary.counts["answers in quizzes"] == 3
    assert await boards(empty_url) == await boards(filled)


async def test_what_differs_in_the_end_is_refused(
    filled: str, empty_url: str, server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sum_up = copying._sum_up

    async def spoil(database, table, says):
        server.query("UPDATE tally SET points = points + 1", empty_url.rpartition("/")[2])
        return await sum_up(database, table, says)

    monkeypatch.setattr(copying, "_sum_up", spoil)
    with pytest.raises(StoreDiffers, match="tally"):
        await Store.copy(filled, empty_url)


async def test_a_database_that_is_used_is_left_alone(filled: str, url: str, path: Path) -> None:
    with pytest.raises(StoreOccupied):
        await Store.copy(filled, url)
    with pytest.raises(StoreUnsupported):
        await Store.copy(url, filled)
    with claim(path), pytest.raises(StoreBusy):
        await Store.copy(filled, url)
