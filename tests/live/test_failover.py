"""The database's machine dies while people play, and its standby takes its place."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.conftest import Community
from tests.live.process import until
from tests.live.processes import LOST, MARKS, SHARED, TAKEN, Processes
from tests.live.server import DiscordServer
from tests.live.table import Table
from tests.live.world import User
from tests.postgres_server import PostgresServer, running_pair

pytestmark = MARKS
PLAYERS = 12


@pytest.fixture
def pair() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    with running_pair() as pair:
        yield pair


class Player:
    """Answers the open question again and again, until an answer is not recorded."""

    def __init__(self, table: Table, who: User) -> None:
        self.who = who
        self.acknowledged: int | None = None
        self.in_doubt: int | None = None
        self.refused = ""
        self._table = table

    async def press(self) -> None:
        while not self.refused:
            for label in "ABC":
                found = self._table.find(label)
                assert found is not None
                choice = int(found[1].rpartition(":")[2])
                told = (await self._table.discord.click(self.who, *found)).text
                if not told.startswith("You chose **"):
                    self.in_doubt, self.refused = choice, told
                    return
                self.acknowledged = choice
                await asyncio.sleep(0.02)


async def test_what_was_acknowledged_counts_after_a_failover_and_the_quiz_goes_on(
    discord: DiscordServer,
    community: Community,
    pair: tuple[PostgresServer, PostgresServer],
    tmp_path: Path,
) -> None:
    primary, standby = pair
    processes, table = Processes(discord, primary, tmp_path), Table(discord, community)
    url = primary.url(processes.database).replace(
        f":{primary.port}/", f":{primary.port},127.0.0.1:{standby.port}/"
    )
    people = [
        community.ana,
        *(discord.world.add_member(community.guild, f"Player {n}") for n in range(1, PLAYERS)),
    ]
    try:
        first = await processes.start_with_shards("first", f"{url}?target_session_attrs=primary")
        second = await processes.start("second", f"{url}?target_session_attrs=primary")
        await second.logs(SHARED)
        await table.start()
        await table.ask(1)
        for who in people:
            assert (await table.press(who, "A")).text.startswith("You chose **")
        await table.press(table.host, "Next")
        await table.sees("Question 1 of 3: the answer")
        await table.ask(2)

        players = [Player(table, who) for who in people]
        pressing = asyncio.gather(*(player.press() for player in players))
        await until(lambda: all(player.acknowledged is not None for player in players))
        await asyncio.to_thread(primary.stop, "immediate")
        await pressing
        assert all("not recorded" in player.refused for player in players)
        await first.logs(LOST)
        assert "not recorded" in (await table.press(table.host, "A")).text

        await asyncio.to_thread(standby.promote)
        processes.server = standby
        kept = dict(
            row.split("|")
            for row in processes.rows(
                "SELECT person_id, choice FROM answer "
                "WHERE position = (SELECT max(position) FROM answer)"
            )
        )
        for player in players:
            assert int(kept[str(player.who.id)]) in {player.acknowledged, player.in_doubt}

        await until(lambda: (first.log + second.log).count(TAKEN) == 2)
        await until(lambda: table.find("A"))
        await table.play_on(2, *people)
        table.assert_sound(processes, 3 * PLAYERS)
        assert first.running
        assert second.running
    finally:
        await processes.close()
