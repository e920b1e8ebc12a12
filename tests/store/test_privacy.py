"""Everything about a person is declared, told, handed over and erased; nothing about others is."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, Enum, MetaData, Table, create_engine, insert
from sqlalchemy import String as Text

from bot.learning.scoring import Scoring
from bot.store import BoardVisibility, Preferences, Store
from bot.store.columns import Span, UtcTime
from bot.store.personal_data import PERSONAL_DATA, OnErasure, find_person_columns
from bot.store.tables import metadata
from tests.store.pages import collect_tables
from tests.store.quiz_play import (
    ANA,
    BEN,
    CLEO,
    GUILD,
    HOST,
    ask,
    begin,
    make_item,
    play,
    press,
    recount,
    right,
    step,
    tallies,
    wrong,
)
from tests.store.scan import scan

TABLES = [pytest.param(table, id=table.name) for table in metadata.sorted_tables]
WITH_PEOPLE = [table for table in metadata.sorted_tables if find_person_columns(table)]

# --- every table


@pytest.mark.parametrize("table", TABLES)
def test_every_column_with_a_persons_id_is_declared(table: Table) -> None:
    declared = {kind.person for kind in PERSONAL_DATA if kind.table is table}
    assert set(find_person_columns(table)) == declared


def test_a_row_is_told_and_handed_over_once() -> None:
    tables = [kind.table.name for kind in PERSONAL_DATA]
    assert len(tables) == len(set(tables))


def test_a_number_that_could_be_a_person_must_say_whether_it_is() -> None:
    elsewhere = MetaData()
    helper = Column("helper", BigInteger)
    with pytest.raises(ValueError, match=r"kindness\.helper"):
        find_person_columns(Table("kindness", elsewhere, helper))
    marked = Column("helper", BigInteger, info={"person": True})
    assert find_person_columns(Table("help", elsewhere, marked)) == [marked]
    other = Column("helper", BigInteger, info={"person": False})
    assert find_person_columns(Table("aid", elsewhere, other, Column("person_id", Text))) == []


@pytest.mark.parametrize("kind", PERSONAL_DATA, ids=lambda kind: kind.table.name)
def test_only_a_row_that_is_about_others_too_stays(kind) -> None:
    assert kind.person.nullable or kind.on_erasure is OnErasure.DELETED


def make_value(column: Column[Any], person: int, number: int) -> object:
    """A value of the column's kind; of those that a CHECK lists, the first."""
    if column in find_person_columns(column.table):
        return person
    for check in column.table.constraints:
        listed = re.match(rf"{column.name} IN \('(\w+)'", str(getattr(check, "sqltext", "")))
        if listed:
            return listed[1]
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    if isinstance(column.type, UtcTime):
        return datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=number)
    if isinstance(column.type, Span):
        return timedelta(seconds=number)
    kind = column.type.python_type
    values: dict[type, object] = {
        date: date(2026, 11, 1) + timedelta(days=number),
        bool: True,
        float: float(number),
        int: number,
        str: str(number),
    }
    return values[kind]


def fill(path: Path, people: dict[int, int]) -> None:
    """Two rows for each person in every table that there is, whatever the tables are."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        for table in metadata.sorted_tables:
            for person, start in people.items():
                for number in (start, start + 1):
                    row = {each.name: make_value(each, person, number) for each in table.columns}
                    if table.name == "quiz":
                        row |= {"ended_at": None}
                    if is_alone(table):
                        connection.execute(insert(table).prefix_with("OR IGNORE"), row)
                    else:
                        connection.execute(insert(table), row)
    engine.dispose()


def is_alone(table: Table) -> bool:
    """Whether a person can have but one row."""
    return [column.name for column in table.primary_key.columns] == ["person_id"]


@pytest.mark.long
async def test_an_erasure_leaves_a_persons_id_in_no_column_of_any_table(
    store: Store, path: Path, now: datetime
) -> None:
    fill(path, {ANA: 10, BEN: 20})
    assert {each.split(".")[0] for each in scan(path, ANA)} == {each.name for each in WITH_PEOPLE}
    of_ben = scan(path, BEN)
    await store.privacy.erase(ANA, now)
    assert scan(path, ANA) == []
    assert scan(path, BEN) == of_ben


async def test_an_erasure_leaves_no_rest_in_the_files(
    store: Store, path: Path, now: datetime
) -> None:
    mark = "Ana Petrovna of Nowhere"
    await store.people.change(
        ANA, lambda _: Preferences(board=BoardVisibility.NAME, board_name=mark)
    )
    await store.reports.add(
        kind="card",
        subject_id="srp",
        revision="00000000",
        person_id=ANA,
        guild_id=GUILD,
        fault=None,
        text=mark,
        now=now,
    )
    await store.privacy.erase(ANA, now)
    for file in path.parent.iterdir():
        assert mark.encode() not in file.read_bytes(), file.name


async def test_everything_is_handed_over_and_nothing_of_others(
    store: Store, path: Path, now: datetime
) -> None:
    fill(path, {ANA: 10, BEN: 20})
    export = await collect_tables(store.privacy.export(ANA))
    assert set(export) == {each.name for each in WITH_PEOPLE}
    for table in WITH_PEOPLE:
        assert len(export[table.name]) == (1 if is_alone(table) else 2), table.name
        assert set(export[table.name][0]) == {column.name for column in table.columns}
    said = json.dumps(export)
    assert str(ANA) in said
    assert str(BEN) not in said
    # Many programs read JSON's numbers as floats: an id would come out as another one.
    assert not [each for each in walk(export) if isinstance(each, int) and each > 2**53]


def walk(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [each for inner in value.values() for each in walk(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in walk(inner)]
    return [value]


async def test_an_export_may_be_longer_than_one_look_at_the_database(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.personal_data.EXPORTED_AT_ONCE", 3)
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany(
            "INSERT INTO alias VALUES (?, ?, 'Quiet Heron')", [(guild, ANA) for guild in range(10)]
        )
        connection.commit()
    rows = (await collect_tables(store.privacy.export(ANA)))["alias"]
    assert [row["guild_id"] for row in rows] == list(range(10))


# --- what people do


async def test_what_is_stored_is_told_in_words_and_numbers(store: Store, now: datetime) -> None:
    assert await store.privacy.count_rows(ANA) == []
    await play(store, now, [{ANA: True, BEN: True}, {ANA: False}])
    await store.display_names.alias(GUILD, ANA)
    said = {held.table: held.text for held in await store.privacy.count_rows(ANA)}
    assert said["answer"] == "2 answers in quizzes"
    assert said["alias"] == "1 alias in a server"
    assert said["memory"] == "1 question that comes back to you"
    assert "report" not in said
    assert [held.text for held in await store.privacy.count_rows(HOST)] == ["1 quiz that you began"]


async def test_boards_are_right_after_an_erasure(store: Store, path: Path, now: datetime) -> None:
    await play(store, now, [{ANA: True, BEN: True, CLEO: False}] * 2, scoring=Scoring.SPEED)
    await store.privacy.erase(ANA, now)
    board = await store.scores.leaderboard(GUILD, "all", offset=0, limit=10)
    assert [(row.person_id, row.rank) for row in board.rows] == [(BEN, 1), (CLEO, 2)]
    assert tallies(path) == recount(path)


async def test_what_is_known_in_memory_is_forgotten(store: Store, now: datetime) -> None:
    await store.people.change(ANA, lambda _: Preferences(text_only=True))
    assert (await store.people.preferences(ANA)).text_only
    await store.privacy.erase(ANA, now)
    assert await store.people.preferences(ANA) == Preferences()


async def test_a_quiz_goes_on_without_the_erased_and_without_its_host(
    store: Store, path: Path, now: datetime
) -> None:
    quiz = await begin(store, now, 2)
    await press(store, quiz, ANA, right(quiz), now)
    await press(store, quiz, BEN, wrong(quiz), now)
    await store.privacy.erase(ANA, now)
    await store.privacy.erase(HOST, now)
    await step(store, quiz, now + timedelta(seconds=5))
    # The session still knew Ana; what counts is what is in the database.
    assert set(quiz.session.rounds[0].answers) == {BEN}
    assert scan(path, ANA) == scan(path, HOST) == []
    assert tallies(path) == recount(path)
    again = await store.quizzes.get(quiz.id)
    assert again is not None
    assert again.host_id is None


async def test_erased_people_may_come_back_and_go_again(
    store: Store, path: Path, now: datetime
) -> None:
    for _ in range(2):
        await store.people.change(ANA, lambda _: Preferences(text_only=True))
        await store.privacy.erase(ANA, now)
        now += timedelta(days=1)
    assert len(ask(path, "SELECT * FROM erasure")) == 1
    await store.privacy.erase(BEN, now)
    marks = ask(path, "SELECT key, fingerprint FROM erasure")
    assert len({key for key, _ in marks}) == 1
    assert len({fingerprint for _, fingerprint in marks}) == 2


@pytest.mark.parametrize("at_once", [0, 16], ids=["all in steps", "all at once"])
async def test_an_erasure_keeps_everybody_elses_tallies_right_at_each_of_its_steps(
    store: Store, path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("bot.store.personal_data.AT_ONCE", at_once)
    monkeypatch.setattr("bot.store.slices.FIRST", 1)
    await play(store, now, [{ANA: True, BEN: False, CLEO: True}] * 3)
    for number in range(3):
        await store.reviews.record(
            ANA, make_item(number), choice=0, correct=True, since=now, at=now
        )
    database = store.servers._database
    write, right = database._write, []

    def look_after(work):
        done = write(work)
        right.append((tallies(path) == recount(path), ask(path, "SELECT count(*) FROM erasure")))
        return done

    monkeypatch.setattr(database, "_write", look_after)
    await store.privacy.erase(ANA, now)
    assert all(same for same, _ in right)
    # Only the last step says that it is done: who was cut off half-way asks again.
    assert [erased for _, [(erased,)] in right] == [0] * (len(right) - 1) + [1]
    assert (len(right) > 5) is not at_once
    assert scan(path, ANA) == []


# --- time


async def test_old_answers_lose_the_person_and_keep_their_place_in_the_statistics(
    store: Store, path: Path, now: datetime
) -> None:
    people = dict.fromkeys(range(1, 7), True) | {ANA: False}
    await play(store, now - timedelta(days=800), [people, people])
    await play(store, now - timedelta(days=10), [{ANA: True, BEN: True}], first=7)
    before = await store.scores.insights(GUILD, most=10)
    assert await store.privacy.forget_old(now - timedelta(days=730)) == 14
    assert await store.scores.insights(GUILD, most=10) == before
    assert len(before) == 2
    assert before[0].people == 7
    rows = ask(path, "SELECT person_id FROM answer ORDER BY id")
    assert {row[0] for row in rows[:14]} == {None}
    assert {row[0] for row in rows[14:]} == {ANA, BEN}
    # A board is a recount of the answers that people still have.
    assert tallies(path) == recount(path) != {}
    board = await store.scores.leaderboard(GUILD, "all", offset=0, limit=10)
    assert {row.person_id for row in board.rows} == {ANA, BEN}
    assert await store.privacy.forget_old(now - timedelta(days=730)) == 0


async def test_old_practice_is_deleted_and_what_comes_back_stays(
    store: Store, path: Path, now: datetime
) -> None:
    old, new = now - timedelta(days=731), now - timedelta(days=1)
    for number, at in enumerate((old, new)):
        await store.reviews.record(ANA, make_item(number), choice=0, correct=True, since=at, at=at)
    assert await store.privacy.forget_old(now - timedelta(days=730)) == 1
    assert [recall.at for recall in await store.reviews.recalls(ANA, old)] == [new]
    assert set(await store.reviews.memories(ANA)) == {"Q000", "Q001"}


async def test_an_answer_to_an_open_question_keeps_its_person(
    store: Store, path: Path, now: datetime
) -> None:
    quiz = await begin(store, now, 1)
    await press(store, quiz, ANA, right(quiz), now)
    assert await store.privacy.forget_old(now + timedelta(days=1)) == 0
    await step(store, quiz, now + timedelta(seconds=5))
    assert tallies(path) == recount(path) != {}


@pytest.mark.long
async def test_answers_of_a_clock_that_was_ahead_keep_no_others_from_being_forgotten(
    store: Store, path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.personal_data.BATCH_SIZE", 2)
    await play(store, now + timedelta(days=1100), [{ANA: True, BEN: False}] * 2)
    await play(store, now - timedelta(days=900), [{ANA: True, BEN: False}], first=3)
    before = now - timedelta(days=730)
    assert await store.privacy.has_old(before)
    assert await store.privacy.forget_old(before) == 2
    assert not await store.privacy.has_old(before)
    assert len(ask(path, "SELECT 1 FROM answer WHERE person_id IS NOT NULL")) == 4


@pytest.mark.long
async def test_many_old_answers_are_forgotten_step_by_step(
    store: Store, path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.personal_data.BATCH_SIZE", 4)
    old = now - timedelta(days=900)
    await play(store, old, [{ANA: True, BEN: False, CLEO: True}] * 3)
    await play(store, now, [{ANA: True, BEN: False}], first=3)
    answers = asyncio.gather(
        store.privacy.forget_old(now - timedelta(days=730)), store.privacy.count_rows(ANA)
    )
    assert (await answers)[0] == 9
    assert len(ask(path, "SELECT 1 FROM answer WHERE person_id IS NOT NULL")) == 2
    assert tallies(path) == recount(path) != {}
