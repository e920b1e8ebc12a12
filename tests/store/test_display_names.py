"""People stand on boards under an alias until they choose otherwise."""

from datetime import datetime

from bot.store import BoardVisibility, GuildDefaults, Preferences, Store
from bot.store.people import DisplayName
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
