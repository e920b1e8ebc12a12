"""Boards, places, what one person has done, and what a server may learn of its own."""

import random
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from statistics import correlation
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, insert

from bot.learning.scoring import Period
from bot.store import AnswerCount, BoardVisibility, LeaderboardEntry, Preferences, Store
from bot.store.tables import tally
from tests.store.engines import engine_of
from tests.store.pages import collect
from tests.store.quiz_play import ANA, BEN, CHANNEL, CLEO, GUILD, ask, make_item, play

ALL = Period.ALL.value


async def give_points(store: Store, points: dict[int, int]) -> None:
    def work(connection) -> None:
        connection.execute(
            insert(tally),
            [
                {"guild_id": GUILD, "period": ALL, "topic": "", "person_id": person}
                | {"points": worth, "correct": worth // 1000, "answered": 9}
                for person, worth in points.items()
            ],
        )

    await store._database.write(work)


async def board(store: Store, **where) -> list[tuple[int, int]]:
    page = await store.scores.leaderboard(GUILD, ALL, **{"offset": 0, "limit": 99} | where)
    return [(row.rank, row.person_id) for row in page.rows]


async def entry_of(store: Store, person: int) -> LeaderboardEntry | None:
    return (await store.scores.leaderboard(GUILD, ALL, offset=0, limit=1, own=person)).own


async def test_ties_share_a_place_and_the_next_is_counted_on(store: Store) -> None:
    await give_points(store, {1: 3000, 2: 5000, 3: 3000, 4: 1000, 5: 3000})
    assert await board(store) == [(1, 2), (2, 1), (2, 3), (2, 5), (5, 4)]
    for place, person in await board(store):
        mine = await entry_of(store, person)
        assert mine is not None
        assert mine.rank == place


async def test_pages_continue_each_other_and_places_too(store: Store) -> None:
    rng = random.Random(4)
    await give_points(store, {person: 1000 * rng.randrange(9) for person in range(1, 60)})
    whole = await board(store)
    pages = []
    for offset in range(0, 70, 10):
        page = await store.scores.leaderboard(GUILD, ALL, offset=offset, limit=10)
        assert page.total == 59
        pages += [(row.rank, row.person_id) for row in page.rows]
    assert pages == whole
    assert len(whole) == 59


async def test_hidden_people_hold_no_place_and_see_their_own(store: Store) -> None:
    await give_points(store, {1: 5000, 2: 4000, 3: 4000, 4: 3000})
    for person in (1, 3):
        await store.people.change(person, lambda _: Preferences(board=BoardVisibility.HIDDEN))
    await store.people.change(2, lambda _: Preferences(board=BoardVisibility.NAME, board_name="Bo"))
    assert await board(store) == [(1, 2), (2, 4)]
    assert (await store.scores.leaderboard(GUILD, ALL, offset=0, limit=1)).total == 2
    places = {}
    for person in (1, 2, 3, 4):
        mine = await entry_of(store, person)
        assert mine is not None
        places[person] = mine.rank
    assert places == {1: 1, 2: 1, 3: 1, 4: 2}
    assert await entry_of(store, 5) is None


async def test_boards_are_by_server_period_and_topic(store: Store, now: datetime) -> None:
    await play(store, now, [{ANA: True}, {ANA: True, BEN: True}])
    await play(store, now + timedelta(days=8), [{ANA: False, CLEO: True}])
    await play(store, now, [{CLEO: True}], guild=GUILD + 1, channel=CHANNEL + 1)

    async def points(period: str, topic: str = "", guild: int = GUILD) -> dict[int, int]:
        page = await store.scores.leaderboard(guild, period, topic, offset=0, limit=9)
        return {row.person_id: row.points for row in page.rows}

    later = now + timedelta(days=8)
    assert await points(ALL) == {ANA: 2000, BEN: 1000, CLEO: 1000}
    assert await points(Period.WEEK.key(now)) == {ANA: 2000, BEN: 1000}
    assert await points(Period.WEEK.key(later)) == {ANA: 0, CLEO: 1000}
    assert await points(Period.MONTH.key(now)) == {ANA: 2000, BEN: 1000}
    assert await points(ALL, "tests") == {ANA: 1000, BEN: 1000}
    assert await points(ALL, "card-0") == {ANA: 1000, CLEO: 1000}
    assert await points(ALL, guild=GUILD + 1) == {CLEO: 1000}


async def test_a_share_of_right_answers_is_told_from_five_answers_on(
    store: Store, now: datetime
) -> None:
    await play(store, now, [{ANA: True}] * 3 + [{ANA: False}])
    mine = await entry_of(store, ANA)
    assert mine is not None
    assert (mine.count, mine.count.accuracy) == (AnswerCount(4, 3), None)
    await play(store, now, [{ANA: True}], channel=CHANNEL + 1)
    mine = await entry_of(store, ANA)
    assert mine is not None
    assert mine.count.accuracy == 0.8


@pytest.mark.long
async def test_a_person_sees_quizzes_and_practice_by_card_and_day(
    store: Store, now: datetime
) -> None:
    await play(store, now - timedelta(days=40), [{ANA: True}])
    await play(store, now - timedelta(days=29), [{ANA: True, BEN: True}, {ANA: False}])
    await play(store, now, [{ANA: True}], guild=GUILD + 1)
    await store.reviews.record(ANA, make_item(1), choice=0, correct=True, since=now, at=now)
    done = await store.scores.of(ANA, None, now)
    assert (done.quizzes, done.reviews) == (AnswerCount(4, 3), AnswerCount(1, 1))
    assert done.cards == {"card-0": AnswerCount(3, 3), "card-1": AnswerCount(2, 1)}
    assert done.days == (2, *[0] * 28, 2)
    here = await store.scores.of(ANA, GUILD, now)
    assert (here.quizzes, here.reviews) == (AnswerCount(3, 2), AnswerCount(1, 1))
    nobody = await store.scores.of(CLEO, None, now)
    assert (nobody.quizzes, nobody.reviews, nobody.cards) == (AnswerCount(), AnswerCount(), {})
    assert nobody.days == (0,) * 30


async def test_days_are_those_of_the_persons_own_zone(store: Store, now: datetime) -> None:
    item = make_item(1)
    late = now.replace(hour=23)
    await store.reviews.record(ANA, item, choice=0, correct=True, since=late, at=late)
    # Half past eleven in the evening in UTC is the next morning in Tokyo.
    afternoon = late + timedelta(hours=15)
    assert (await store.scores.of(ANA, None, afternoon)).days[-2:] == (1, 0)
    there = afternoon.astimezone(ZoneInfo("Asia/Tokyo"))
    assert (await store.scores.of(ANA, None, there)).days[-2:] == (0, 1)


async def test_history_tells_every_answer_in_words_and_in_order(
    store: Store, now: datetime
) -> None:
    await play(store, now, [{ANA: True, BEN: True}, {ANA: False}])
    at = now + timedelta(seconds=1)
    await store.reviews.record(ANA, make_item(5), choice=2, correct=False, since=at, at=at)
    deeds = await collect(store.scores.history(ANA))
    assert [(deed.kind, deed.item_id, deed.correct, deed.points) for deed in deeds] == [
        ("quiz", "Q000", True, 1000),
        ("review", "Q005", False, None),
        ("quiz", "Q001", False, 0),
    ]
    assert deeds[0].question == make_item(0).text
    assert deeds[0].chosen == "0 right"
    assert deeds[2].chosen in make_item(1).options[1:]
    assert await collect(store.scores.history(CLEO)) == []


async def test_a_servers_results_show_aliases_and_nothing_of_people_who_hide(
    store: Store, now: datetime
) -> None:
    await store.people.change(BEN, lambda _: Preferences(board=BoardVisibility.HIDDEN))
    await store.people.change(
        CLEO, lambda _: Preferences(board=BoardVisibility.NAME, board_name="Cleo")
    )
    await play(store, now, [{ANA: True, BEN: False}, {CLEO: True}])
    await play(store, now, [{ANA: True}], guild=GUILD + 1, channel=CHANNEL + 1)
    results = await collect(store.scores.results(GUILD, most=100))
    aliases = await store.display_names.aliases(GUILD, [ANA, CLEO])
    assert [(result.item_id, result.alias, result.correct) for result in results] == [
        ("Q000", aliases[ANA], True),
        ("Q000", None, False),
        ("Q001", aliases[CLEO], True),
    ]
    said = repr(results)
    assert not [person for person in (ANA, BEN, CLEO) if str(person) in said]
    assert "Cleo" not in said
    assert [result.item_id for result in await collect(store.scores.results(GUILD, most=1))] == [
        "Q001"
    ]


async def test_results_of_many_answers_are_all_there_once(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.history.EXPORTED_AT_ONCE", 3)
    everyone = dict.fromkeys(range(1, 9), True)
    await play(store, now, [everyone, everyone])
    results = await collect(store.scores.results(GUILD, most=100))
    assert len({(result.item_id, result.alias) for result in results}) == len(results) == 16
    assert len(await collect(store.scores.results(GUILD, most=7))) == 7
    assert len(await collect(store.scores.history(1))) == 2


async def test_a_long_history_of_quizzes_and_practice_is_told_once_and_in_order(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.history.EXPORTED_AT_ONCE", 2)
    await play(store, now, [{ANA: True}] * 7)
    for number in range(5):
        # Some before and after, some at the same moment as each other.
        at = now + timedelta(seconds=25 * (number // 2))
        item = make_item(20 + number)
        await store.reviews.record(ANA, item, choice=0, correct=True, since=at, at=at)
    deeds = await collect(store.scores.history(ANA))
    assert [deed.at for deed in deeds] == sorted(deed.at for deed in deeds)
    assert len({deed.item_id for deed in deeds}) == len(deeds) == 12
    assert await store.scores.items_answered(ANA) == {deed.item_id for deed in deeds}


async def test_insights_say_nothing_about_fewer_than_five_people(
    store: Store, now: datetime
) -> None:
    four = dict.fromkeys(range(1, 5), False)
    await play(store, now, [four])
    await play(store, now + timedelta(hours=1), [four])
    assert await store.scores.insights(GUILD, most=10) == []
    await play(store, now + timedelta(hours=2), [{5: True}])
    (insight,) = await store.scores.insights(GUILD, most=10)
    assert (insight.people, insight.answered, insight.right) == (5, 9, 1)
    assert await store.scores.insights(GUILD + 1, most=10) == []


async def test_insights_lead_with_the_hardest_and_name_what_it_was_mistaken_for(
    store: Store, now: datetime
) -> None:
    people = range(1, 7)
    marks = [dict.fromkeys(people, True), {person: person > 4 for person in people}]
    quiz = await play(store, now, marks)
    hard, easy = await store.scores.insights(GUILD, most=10)
    assert (hard.item_id, hard.right, hard.mistaken) == ("Q001", 2, 4)
    chosen = (quiz.session.rounds[1].right + 1) % 4
    assert hard.mistaken_for == quiz.items[1].options[quiz.orders[1][chosen]]
    assert (hard.right_option, hard.card) == ("1 right", "card-1")
    assert (easy.item_id, easy.mistaken_for, easy.discrimination) == ("Q000", None, None)
    assert [found.item_id for found in await store.scores.insights(GUILD, most=1)] == ["Q001"]


@pytest.mark.long
async def test_discrimination_is_told_from_twenty_people_on(store: Store, now: datetime) -> None:
    rng = random.Random(7)
    skill = {person: rng.random() for person in range(1, 21)}

    def marks(people: list[int]) -> list[dict[int, bool]]:
        return [{person: rng.random() < skill[person] for person in people} for _ in range(4)]

    first = marks(list(range(1, 20)))
    await play(store, now, first)
    assert {found.discrimination for found in await store.scores.insights(GUILD, most=9)} == {None}
    last = marks([20])
    await play(store, now + timedelta(hours=1), last)
    told = {
        found.item_id: found.discrimination for found in await store.scores.insights(GUILD, most=9)
    }
    for place in range(4):
        expected = [
            (
                played[place][person],
                sum(mark[person] for other, mark in enumerate(played) if other != place) / 3,
            )
            for played in (first, last)
            for person in played[place]
        ]
        assert told[f"Q00{place}"] == pytest.approx(correlation(*zip(*expected, strict=True)))


async def test_insights_come_from_tallies_that_an_erasure_keeps_right(
    store: Store, path: Path, now: datetime
) -> None:
    await play(store, now, [{person: person > 3 for person in range(1, 8)}])
    assert ask(path, "SELECT * FROM item_tally") == [(GUILD, "Q000", 4, 7)]
    await store.privacy.erase(1, now)
    await store.privacy.erase(7, now)
    assert ask(path, "SELECT * FROM item_tally") == [(GUILD, "Q000", 3, 5)]
    (insight,) = await store.scores.insights(GUILD, most=10)
    assert (insight.people, insight.answered, insight.right) == (5, 5, 3)
    for person in range(2, 7):
        await store.privacy.erase(person, now)
    assert ask(path, "SELECT * FROM item_tally") == []
    assert await store.scores.insights(GUILD, most=10) == []


async def test_insights_look_at_the_answers_to_those_items_alone_that_are_shown(
    store: Store, now: datetime
) -> None:
    people = range(1, 7)
    marks = [dict.fromkeys(people, place % 2 == 0) for place in range(6)]
    await play(store, now, marks)
    looked: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if "FROM answer" in statement:
            looked.append(statement)

    event.listen(engine_of(store), "before_cursor_execute", note)
    (insight,) = await store.scores.insights(GUILD, most=1)
    for_one = len(looked)
    looked.clear()
    found = await store.scores.insights(GUILD, most=2)
    assert [each.item_id for each in found] == [insight.item_id, "Q003"] == ["Q001", "Q003"]
    assert len(looked) == 2 * for_one > 0


# --- of many answers


@pytest.fixture
def plans(store: Store, path: Path) -> list[str]:
    """How SQLite finds the answers for each statement that is run from now on."""
    found: list[str] = []

    def explain(_connection, _cursor, statement, parameters, *_more) -> None:
        if statement.startswith(("SELECT", "WITH")):
            with closing(sqlite3.connect(path)) as connection:
                plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
                found.extend(step for *_, step in plan if " answer " in step)

    event.listen(store._database._engine, "before_cursor_execute", explain)
    return found


@pytest.mark.sqlite
@pytest.mark.parametrize("guild_id", [GUILD, None], ids=["in a server", "everywhere"])
async def test_scores_are_read_from_the_index_of_a_persons_answers(
    store: Store, plans: list[str], now: datetime, guild_id: int | None
) -> None:
    await store.scores.of(ANA, guild_id, now)
    assert len(plans) == 2
    assert all("USING COVERING INDEX ix_answer_person_id" in step for step in plans)


@pytest.mark.sqlite
async def test_no_insight_looks_through_all_answers_of_its_server(
    store: Store, plans: list[str], now: datetime
) -> None:
    await play(store, now, [dict.fromkeys(range(1, 7), True)])
    plans.clear()
    assert len(await store.scores.insights(GUILD, most=10)) == 1
    assert plans
    assert not any("ix_answer_closed" in step or "SCAN" in step for step in plans)


async def test_an_entry_behind_the_last_page_leaves_the_number_of_all(store: Store) -> None:
    await give_points(store, {ANA: 3000, BEN: 2000, CLEO: 2000})
    page = await store.scores.leaderboard(GUILD, ALL, offset=10, limit=5)
    assert (page.rows, page.total) == ((), 3)


async def test_places_go_on_rightly_when_a_tie_began_on_the_page_before(store: Store) -> None:
    await give_points(store, dict(enumerate([9, 5, 5, 5, 5, 1], 1)))
    await store.people.change(2, lambda _: Preferences(board=BoardVisibility.HIDDEN))
    assert await board(store, offset=2, limit=2) == [(2, 4), (2, 5)]
    assert await board(store, offset=3, limit=2) == [(2, 5), (5, 6)]
