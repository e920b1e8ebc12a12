"""Recorded means recorded: ``kill -9`` loses nothing that was acknowledged."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import Store

WRITER = """
import asyncio, itertools, sys
from datetime import UTC, datetime
from bot.store import Preferences, Store

async def main(url):
    async with Store(url) as store:
        async def keep_writing(first):
            for person in itertools.count(first, 8):
                await store.people.change(person, lambda _: Preferences(text_only=True))
                print("member", person, flush=True)

        async def keep_joining(first):
            for guild in itertools.count(first, 8):
                await store.servers.joined(guild, datetime.now(UTC))
                print("guild", guild, flush=True)

        await asyncio.gather(*map(keep_writing, range(8)), *map(keep_joining, range(8)))

asyncio.run(main(sys.argv[1]))
"""


@pytest.mark.parametrize("acknowledged", [1, 40, 163])
async def test_a_killed_process_loses_no_acknowledged_row(
    url: str, path: Path, acknowledged: int
) -> None:
    def write_and_kill() -> list[tuple[str, int]]:
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            lines: list[str] = []
            while len(lines) < acknowledged:
                line = writer.stdout.readline()
                assert line, "the writer ended by itself"
                if _is_row(line):
                    lines.append(line)
            writer.kill()
            lines += [line for line in writer.stdout if _is_row(line) and line.endswith("\n")]
        return [(line.split()[0], int(line.split()[1])) for line in lines]

    told = await asyncio.to_thread(write_and_kill)
    async with Store(url):
        pass
    with closing(sqlite3.connect(path)) as connection:
        rows = {("member", row[0]) for row in connection.execute("SELECT person_id FROM member")}
        rows |= {("guild", row[0]) for row in connection.execute("SELECT id FROM guild")}
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(told) >= acknowledged
    assert set(told) <= rows


def _is_row(line: str) -> bool:
    return line.startswith(("member ", "guild "))
