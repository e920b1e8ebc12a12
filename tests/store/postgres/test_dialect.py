"""Statements as we write them compile for PostgreSQL, and it does what they say."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Connection, Executable, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateIndex, CreateTable

import bot.store.postgres.dialect  # noqa: F401 - what is tested
from bot.errors import QuizRunning
from bot.store import Store
from bot.store.tables import alias, answer, item_tally, metadata, recall
from bot.store.upsert import insert, upsert
from tests.store.quiz_play import ANA, BEN, GUILD, SECOND, begin, make_plan, press, right

INDEXES = sorted(
    (index for table in metadata.sorted_tables for index in table.indexes),
    key=lambda index: str(index.name),
)
PARTIAL = [each for each in INDEXES if each.dialect_options["sqlite"]["where"] is not None]
TALLY = {"guild_id": GUILD, "item_id": "Q000", "correct": 1, "answered": 2}


def compiled(statement: Any) -> str:
    return str(statement.compile(dialect=postgresql.dialect()))


async def stored(store: Store, statement: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await store._database.fetch_all(statement)]


async def refusal(store: Store, statement: Executable) -> IntegrityError:
    def work(connection: Connection) -> None:
        connection.execute(statement)

    with pytest.raises(IntegrityError) as refused:
        await store._database.write(work)
    return refused.value


def test_an_upsert_of_sqlites_is_postgresqls_as_well() -> None:
    assert compiled(upsert(item_tally, ["correct"])).endswith(
        "ON CONFLICT (guild_id, item_id) DO UPDATE SET correct = excluded.correct"
    )
    assert compiled(insert(alias).on_conflict_do_nothing()).endswith("ON CONFLICT DO NOTHING")
    named = insert(alias).on_conflict_do_nothing(index_elements=[alias.c.guild_id, alias.c.name])
    assert compiled(named).endswith("ON CONFLICT (guild_id, name) DO NOTHING")
    kept = insert(item_tally)
    kept = kept.on_conflict_do_update(
        index_elements=list(item_tally.primary_key.columns),
        set_={"correct": kept.excluded.correct},
        where=item_tally.c.correct != kept.excluded.correct,
    )
    assert compiled(kept).endswith("WHERE item_tally.correct != excluded.correct")


async def test_an_upsert_inserts_overwrites_or_adds(store: Store) -> None:
    rows = select(item_tally.c.correct, item_tally.c.answered)
    overwriting = upsert(item_tally, ["correct", "answered"])
    adding = upsert(item_tally, ["correct", "answered"], adding=True)
    await store._database.execute(overwriting, [TALLY])
    assert await stored(store, rows) == [(1, 2)]
    await store._database.execute(overwriting, [TALLY | {"correct": 2}])
    assert await stored(store, rows) == [(2, 2)]
    await store._database.execute(adding, [TALLY])
    assert await stored(store, rows) == [(3, 4)]


async def test_an_insert_that_may_find_a_row_leaves_it_and_says_so(store: Store) -> None:
    def named(person: int, *columns: Any) -> Any:
        added = insert(alias).values(guild_id=GUILD, person_id=person, name="Calm Heron")
        return added.on_conflict_do_nothing(index_elements=columns or None)

    taken = alias.c.guild_id, alias.c.name
    assert await store._database.execute(named(ANA, *taken)) == 1
    assert await store._database.execute(named(BEN, *taken)) == 0
    assert await store._database.execute(named(ANA)) == 0
    assert await stored(store, select(alias.c.person_id)) == [(ANA,)]


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
def test_no_flag_is_compared_with_a_number(table: Any) -> None:
    made = compiled(CreateTable(table))
    for column in table.columns:
        if isinstance(column.type, Boolean):
            assert not re.search(rf"\b{column.name} *(=|<>|IN) *\(?[01]", made), made


async def test_a_rule_about_a_flag_holds(store: Store, now: datetime) -> None:
    quiz = await begin(store, now)
    await press(store, quiz, ANA, right(quiz), now + SECOND)
    await press(store, quiz, BEN, (right(quiz) + 1) % 4, now + SECOND)
    pointed = update(answer).values(points=1000)
    refused = await refusal(store, pointed.where(answer.c.person_id == BEN))
    assert "wrong_points" in str(refused)
    await store._database.execute(pointed.where(answer.c.person_id == ANA))
    lost = pointed.where(answer.c.person_id == BEN).values(points=0)
    assert await store._database.execute(lost) == 1


@pytest.mark.parametrize(("grade", "correct"), [(1, True), (3, False)])
async def test_a_wrong_recall_has_the_grade_of_one(
    store: Store, now: datetime, grade: int, correct: bool
) -> None:
    recalled = insert(recall).values(
        person_id=ANA, item_id="Q000", card="card-0", at=now, choice=0, grade=grade
    )
    refused = await refusal(store, recalled.values(correct=correct))
    assert "wrong_grade" in str(refused)
    assert await store._database.execute(recalled.values(correct=not correct)) == 1


@pytest.mark.parametrize("index", PARTIAL, ids=lambda index: index.name)
async def test_an_index_is_of_the_same_rows_as_sqlites(store: Store, index: Any) -> None:
    where = str(index.dialect_options["sqlite"]["where"])
    assert f"WHERE {where}" in compiled(CreateIndex(index))
    found = select(text("indexdef")).select_from(text("pg_indexes"))
    ((made,),) = await stored(store, found.where(text(f"indexname = '{index.name}'")))
    assert " WHERE (" in made


def test_every_partial_index_is_looked_at() -> None:
    assert {"ix_quiz_running", "ix_quiz_open", "ix_member_hidden"} <= {
        each.name for each in PARTIAL
    }


async def test_only_quizzes_that_run_are_one_a_channel(store: Store, now: datetime) -> None:
    quiz = await begin(store, now)
    with pytest.raises(QuizRunning):
        await store.quizzes.create(make_plan(), now)
    quiz.session.stop(now)
    await store.quizzes.save(quiz, now)
    assert (await store.quizzes.create(make_plan(), now)).id != quiz.id


OURS = "asyncpg", "bot.store.postgres", "sqlalchemy.dialects.postgresql", "sqlalchemy.ext.asyncio"


def loaded(code: str) -> list[str]:
    """The modules for PostgreSQL that a new interpreter has loaded after it ran some code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint()\nprint(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    (*_log, modules) = done.stdout.splitlines()
    return [name for name in modules.split() if name.startswith(OURS)]


USE: Callable[[Path], str] = """
import asyncio
from datetime import UTC, datetime
from bot.store import GuildDefaults, Preferences, Store

async def use():
    async with Store("sqlite+aiosqlite:///{}") as store:
        await store.people.change(1, lambda _: Preferences(text_only=True))
        await store.servers.change(1, lambda _: GuildDefaults(), datetime.now(UTC))
        await store.privacy.erase(1, datetime.now(UTC))

asyncio.run(use())
""".format


def test_nobody_who_uses_sqlite_loads_what_is_for_postgresql(tmp_path: Path) -> None:
    assert loaded(USE(tmp_path / "imnm.db")) == []


def test_whoever_uses_postgresql_loads_it() -> None:
    found = loaded("import bot.store.postgres.database")
    assert {"asyncpg", "sqlalchemy.dialects.postgresql", "sqlalchemy.ext.asyncio"} <= set(found)
