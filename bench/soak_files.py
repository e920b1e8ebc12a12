"""`kill -9` of the verbs that write database files: each leaves the old file or the new one."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from tests.live.process import ROOT

FIRST = ROOT / "tests" / "golden" / "first_database.sql"
LONGEST = 1.5
"""Seconds after which a verb is done on most machines."""
ROWS = 20_000


async def run(folder: Path, *arguments: str, kill_after: float | None = None) -> int:
    """Run a verb of `imnm-bot`, and kill it after so many seconds; return its exit code."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'imnm.db'}",
        "PYTHONPATH": str(ROOT),
        "CARDS_DIR": str(ROOT / "cards"),
    }
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, env=environment, stdout=quiet, stderr=quiet
    )
    try:
        return await asyncio.wait_for(process.wait(), kill_after)
    except TimeoutError:
        process.kill()
        return await process.wait()


def ask(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def revision_of(path: Path) -> str | None:
    tables = ask(path, "SELECT name FROM sqlite_schema WHERE name = 'alembic_version'")
    return str(ask(path, "SELECT version_num FROM alembic_version")[0][0]) if tables else None


def make_old(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))


def fill(path: Path, mark: int) -> None:
    """Write so many rows that copying them takes a moment."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM alias")
        connection.executemany(
            "INSERT INTO alias VALUES (?, ?, ?)",
            [(mark, person, f"Quiet Heron {person}") for person in range(ROWS)],
        )
        connection.commit()


def mark_of(path: Path) -> list[tuple[object, ...]]:
    return ask(path, "SELECT guild_id, count(*) FROM alias GROUP BY 1")


def find_leftovers(folder: Path) -> list[str]:
    return [f"left over: {each.name}" for each in folder.iterdir() if "partial" in each.name]


def is_whole(path: Path) -> bool:
    return ask(path, "PRAGMA integrity_check") == [("ok",)]


async def migrate(folder: Path, rng: random.Random) -> list[str]:
    """Kill a migration: the next one must end it, with every row."""
    path = folder / "imnm.db"
    make_old(path)
    before = ask(path, "SELECT id FROM guild") + ask(path, "SELECT person_id FROM member")
    await run(folder, "migrate", kill_after=rng.uniform(0.1, LONGEST))
    wrong = [] if is_whole(path) else ["a killed migration damaged the database"]
    if await run(folder, "migrate"):
        wrong.append("no migration is possible after a killed one")
    after = ask(path, "SELECT id FROM guild") + ask(path, "SELECT person_id FROM member")
    return wrong if before == after else [*wrong, "a migration lost rows"]


async def back_up(folder: Path, rng: random.Random) -> list[str]:
    """Kill a backup: the copy is whole or absent, and the next one can be made."""
    await run(folder, "migrate")
    fill(folder / "imnm.db", 1)
    copy, again = folder / "copy.db", folder / "again.db"
    await run(folder, "backup", str(copy), kill_after=rng.uniform(0.1, LONGEST))
    wrong = []
    if copy.exists() and not (is_whole(copy) and mark_of(copy) == [(1, ROWS)]):
        wrong.append("a killed backup left part of a copy")
    if await run(folder, "backup", str(again)) or mark_of(again) != [(1, ROWS)]:
        wrong.append("no backup is possible after a killed one")
    return wrong + find_leftovers(folder)


async def restore(folder: Path, rng: random.Random) -> list[str]:
    """Kill a restore: the database is the old one or the restored one, and the next one works."""
    path, copy = folder / "imnm.db", folder / "copy.db"
    await run(folder, "migrate")
    fill(path, 1)
    await run(folder, "backup", str(copy))
    fill(path, 2)
    await run(folder, "restore", str(copy), kill_after=rng.uniform(0.1, LONGEST))
    wrong = []
    if not path.exists():
        wrong.append("a killed restore left no database")
    elif not is_whole(path) or mark_of(path) not in ([(1, ROWS)], [(2, ROWS)]):
        wrong.append("a killed restore left half of each database")
    if await run(folder, "restore", str(copy)) or mark_of(path) != [(1, ROWS)]:
        wrong.append("no restore is possible after a killed one")
    return wrong


VERBS = {"migration": migrate, "backup": back_up, "restore": restore}


async def kill_verb(name: str, folder: Path, rng: random.Random) -> list[str]:
    """Kill one verb once, in a folder of its own; return what is wrong."""
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)  # noqa: PTH102 - blocks nobody
    return [f"{name}: {each}" for each in await VERBS[name](folder, rng)]
