"""People stand on boards under an alias until they choose otherwise."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.store import BoardVisibility, GuildDefaults, Preferences, Store
from bot.store.people import MOST_DRAWN, DisplayName
from tests.store.quiz_play import ANA, BEN, CLEO, GUILD


async def test_an_alias_stays_with_a_person_in_a_server(url: str) -> None:
    async with Store(url) as store:
        alias = await store.display_names.alias(GUILD, ANA)
    async with Store(url) as store:
        assert await store.display_names.alias(GUILD, ANA) == alias
    assert 2 <= len(alias.split()) <= 3


async def test_two_people_never_share_an_alias_in_a_server(store: Store, monkeypatch) -> None:
    monkeypatch.setattr("bot.learning.aliases.ADJECTIVES", ("Quiet", "Merry"))
    monkeypatch.setattr("bot.learning.aliases.BIRDS", ("Heron", "Wren"))
    aliases = await store.display_names.aliases(GUILD, range(1, 40))
    assert len(set(aliases.values())) == 39
    assert {"Quiet Heron", "Quiet Wren", "Merry Heron", "Merry Wren"} <= set(aliases.values())
    elsewhere = await store.display_names.aliases(GUILD + 1, range(1, 3))
    assert set(elsewhere.values()) <= set(aliases.values())


async def test_an_alias_tells_nothing_across_servers(store: Store) -> None:
    here = await store.display_names.aliases(GUILD, range(1, 30))
    there = await store.display_names.aliases(GUILD + 1, range(1, 30))
    assert sum(here[person] == there[person] for person in here) < 5


async def test_people_are_shown_as_they_chose_or_else_by_the_default(store: Store) -> None:
    people = store.people
    await people.change(ANA, lambda _: Preferences(board=BoardVisibility.NAME, board_name="Ana"))
    await people.change(BEN, lambda _: Preferences(board=BoardVisibility.HIDDEN))
    shown = await store.display_names.of(GUILD, [ANA, BEN, CLEO], names=False)
    aliases = await store.display_names.aliases(GUILD, [ANA, BEN, CLEO])
    assert shown == {
        ANA: DisplayName(BoardVisibility.NAME, aliases[ANA], "Ana"),
        BEN: DisplayName(BoardVisibility.HIDDEN, aliases[BEN], None),
        CLEO: DisplayName(BoardVisibility.ALIAS, aliases[CLEO], None),
    }
    by_default = await store.display_names.of(GUILD, [BEN, CLEO], names=True)
    assert [by_default[person].board for person in (BEN, CLEO)] == [
        BoardVisibility.HIDDEN,
        BoardVisibility.NAME,
    ]
    await people.change(CLEO, lambda _: Preferences(board=BoardVisibility.ALIAS))
    assert (await store.display_names.of(GUILD, [CLEO], names=True))[
        CLEO
    ].board is BoardVisibility.ALIAS
    assert await store.display_names.of(GUILD, [], names=True) == {}


async def test_a_server_remembers_that_names_are_its_default(store: Store, now: datetime) -> None:
    assert (await store.servers.defaults(GUILD)).board_names is None
    await store.servers.change(GUILD, lambda _: GuildDefaults(board_names=True), now)
    assert await store.servers.defaults(GUILD) == GuildDefaults(board_names=True)


async def show(store: Store, person: int, board: BoardVisibility | None) -> None:
    await store.people.change(person, lambda mine: replace(mine, board=board))


async def server_shows(store: Store, names: bool | None, now: datetime) -> None:
    await store.servers.change(GUILD, lambda it: replace(it, board_names=names), now)


@pytest.mark.parametrize("first", [BoardVisibility.ALIAS, None])
@pytest.mark.parametrize("back", [BoardVisibility.ALIAS, BoardVisibility.HIDDEN, None])
async def test_whoever_goes_back_from_their_name_gets_another_alias_in_every_server(
    store: Store, first: BoardVisibility | None, back: BoardVisibility | None
) -> None:
    servers = (GUILD, GUILD + 1)
    await show(store, ANA, first)
    before = [await store.display_names.alias(server, ANA) for server in servers]
    others = await store.display_names.aliases(GUILD, [BEN, CLEO])
    await show(store, ANA, BoardVisibility.NAME)
    await show(store, ANA, back)
    after = [await store.display_names.alias(server, ANA) for server in servers]
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert await store.display_names.aliases(GUILD, [BEN, CLEO]) == others
    shown = await store.display_names.of(GUILD, [ANA], names=False)
    assert shown[ANA].alias == after[0]


@pytest.mark.long
async def test_the_other_alias_is_never_the_old_one_nor_anybody_elses(
    store: Store, monkeypatch
) -> None:
    monkeypatch.setattr("bot.learning.aliases.ADJECTIVES", ("Quiet",))
    monkeypatch.setattr("bot.learning.aliases.BIRDS", ("Heron", "Wren"))
    await store.display_names.aliases(GUILD, [ANA, BEN, CLEO])
    for _ in range(5):
        before = await store.display_names.alias(GUILD, ANA)
        await show(store, ANA, BoardVisibility.NAME)
        await show(store, ANA, None)
        assert await store.display_names.alias(GUILD, ANA) != before
        names = (await store.display_names.aliases(GUILD, [ANA, BEN, CLEO])).values()
        assert len(set(names)) == 3


async def test_no_alias_is_drawn_anew_for_who_was_never_shown_by_name(store: Store) -> None:
    before = await store.display_names.alias(GUILD, ANA)
    for board in (BoardVisibility.ALIAS, BoardVisibility.HIDDEN, None, BoardVisibility.HIDDEN):
        await show(store, ANA, board)
    assert await store.display_names.alias(GUILD, ANA) == before


async def test_who_takes_an_alias_where_the_server_shows_names_gets_another_one_there(
    store: Store, now: datetime
) -> None:
    here, there = [await store.display_names.alias(server, ANA) for server in (GUILD, GUILD + 1)]
    await server_shows(store, True, now)
    await show(store, ANA, BoardVisibility.ALIAS)
    assert await store.display_names.alias(GUILD, ANA) != here
    assert await store.display_names.alias(GUILD + 1, ANA) == there


@pytest.mark.parametrize("back", [False, None])
async def test_a_server_that_goes_back_to_aliases_draws_others_for_all_whom_it_named(
    store: Store, now: datetime, back: bool | None
) -> None:
    await show(store, BEN, BoardVisibility.ALIAS)
    before = await store.display_names.aliases(GUILD, [ANA, BEN, CLEO])
    elsewhere = await store.display_names.alias(GUILD + 1, ANA)
    await server_shows(store, True, now)
    assert await store.display_names.aliases(GUILD, [ANA, BEN, CLEO]) == before
    await server_shows(store, back, now)
    after = await store.display_names.aliases(GUILD, [ANA, BEN, CLEO])
    assert [person for person in before if before[person] == after[person]] == [BEN]
    assert await store.display_names.alias(GUILD + 1, ANA) == elsewhere


@pytest.mark.sqlite
async def test_many_aliases_are_drawn_a_few_at_a_time(store: Store) -> None:
    """A server's results may name thousands for the first time, and others want to answer."""
    before = store._database.commits
    drawn = await store.display_names.aliases(5, range(1, 3 * MOST_DRAWN))
    assert store._database.commits - before >= 3
    assert len(set(drawn.values())) == len(drawn) == 3 * MOST_DRAWN - 1
    assert await store.display_names.aliases(5, range(1, 3 * MOST_DRAWN)) == drawn
