"""Several processes on one PostgreSQL: killed, replaced and cut off, while people play."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.live.conftest import Community
from tests.live.process import BotProcess, until
from tests.live.processes import LOST, MARKS, SHARED, TAKEN, Processes
from tests.live.server import DiscordServer
from tests.live.table import Table, pressing
from tests.live.world import User
from tests.postgres_server import PostgresServer, running_server

pytestmark = MARKS


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with running_server() as server:
        yield server


@pytest.fixture
async def processes(
    discord: DiscordServer, server: PostgresServer, tmp_path: Path
) -> AsyncIterator[Processes]:
    discord.gateway.holds_back = True
    processes = Processes(discord, server, tmp_path)
    yield processes
    await processes.close()
    assert discord.gateway.too_soon == []


@pytest.fixture
def table(discord: DiscordServer, community: Community) -> Table:
    return Table(discord, community)


async def begin_between_two(
    processes: Processes, table: Table, ana: User, url: str | None = None
) -> tuple[BotProcess, BotProcess]:
    """Start two processes, the first of which has the shards, and a quiz with one answer."""
    first = await processes.start_with_shards("first", url)
    second = await processes.start("second")
    await second.logs(SHARED)
    await table.start()
    await table.ask(1)
    assert (await table.press(ana, "A")).text.startswith("You chose **")
    return first, second


async def test_killed_in_mid_question_its_quiz_goes_on_in_the_other_process(
    discord: DiscordServer, community: Community, table: Table, processes: Processes
) -> None:
    ana, ben = community.ana, community.ben
    first, second = await begin_between_two(processes, table, ana)

    await first.kill()
    gone = discord.world.new_id()
    await second.logs(TAKEN)
    await until(lambda: discord.gateway.live_sessions)
    taken = discord.world.new_id()
    assert (taken - gone) >> 22 < 15_000, "milliseconds"

    await table.play_on(1, ana, ben)
    table.assert_sound(processes, 6)


async def test_processes_are_replaced_while_people_press_and_nobody_notices(
    discord: DiscordServer, community: Community, table: Table, processes: Processes
) -> None:
    ana, ben = community.ana, community.ben
    first = await processes.start_with_shards("first")
    await table.start()
    await table.ask(1)
    async with pressing(discord, table, [ana, ben]) as told:
        await until(lambda: len(told) > 20)
        second = await processes.start("second")
        await second.logs(SHARED)
        first.send(signal.SIGTERM)
        assert await first.ended(within=30) == 0
        assert "finished=True" in first.log
        await second.logs(TAKEN)
        await second.logs("rested=0.0")  # It was handed over.
        so_far = len(told)
        await until(lambda: len(told) > so_far + 20)
    assert all(each.startswith("You chose **") for each in told), set(told)
    await table.play_on(1, ana, ben)
    table.assert_sound(processes, 6)


async def test_a_process_that_is_cut_off_from_the_database_stops_acting(
    discord: DiscordServer, community: Community, table: Table, processes: Processes
) -> None:
    ana, ben = community.ana, community.ben
    async with Cable(processes.server.port) as cable:
        url = processes.server.url(processes.database)
        through = url.replace(f":{processes.server.port}/", f":{cable.port}/")
        first, second = await begin_between_two(processes, table, ana, through)

        cable.cut()
        await first.logs(LOST)
        assert TAKEN not in second.log, "it rests before it acts"
        # Its session with Discord lives on, and who presses is told that it does not count.
        told = await table.press(ben, "A")
        assert "not recorded" in told.text or told.text.startswith("You chose **")
        await second.logs(TAKEN)
        await until(lambda: len(discord.gateway.live_sessions) == 2)
        assert first.running

        cable.mend()
        await until(lambda: len(discord.gateway.live_sessions) == 1)
        await table.play_on(1, ana, ben)
        table.assert_sound(processes, 6)
        assert first.running
        assert first.log.count(TAKEN) == 1


async def test_while_the_database_is_away_people_are_told_so_and_then_they_play_on(
    community: Community, table: Table, processes: Processes
) -> None:
    ana, ben = community.ana, community.ben
    first, second = await begin_between_two(processes, table, ana)

    processes.server.stop("immediate")
    await first.logs(LOST)
    assert "not recorded" in (await table.press(ben, "A")).text
    processes.server.start()
    await until(lambda: (first.log + second.log).count(TAKEN) == 2)

    await until(lambda: table.find("A"))
    await table.play_on(1, ana, ben)
    table.assert_sound(processes, 6)


class Cable:
    """A way to a port of this machine that can be cut and mended."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._writers: set[asyncio.StreamWriter] = set()
        self._is_cut = False
        self.port = 0

    async def __aenter__(self) -> "Cable":
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cut()
        self._server.close()
        await self._server.wait_closed()

    def cut(self) -> None:
        """Break every connection, and take none until it is mended."""
        self._is_cut = True
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        self._is_cut = False

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        self._writers |= {writer, far_writer}
        await asyncio.gather(_pipe(reader, far_writer), _pipe(far_reader, writer))
        self._writers -= {writer, far_writer}


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Any:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
