"""What the tables refuse, and how they keep time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import DateTime, create_engine, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from bot.store.columns import UtcTime
from bot.store.tables import guild, member, metadata

ENGINE = create_engine("sqlite://")
metadata.create_all(ENGINE)

zones = st.builds(
    lambda minutes: timezone(timedelta(minutes=minutes)), st.integers(-14 * 60, 14 * 60)
)


@given(
    st.datetimes(
        min_value=datetime(2000, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(2100, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        timezones=zones,
    )
)
def test_a_time_comes_back_as_the_same_moment_in_utc(moment: datetime) -> None:
    with ENGINE.connect() as connection:
        connection.execute(insert(guild).values(id=1, joined_at=moment))
        back = connection.execute(select(guild.c.joined_at)).scalar_one()
        connection.rollback()
    assert back == moment
    assert back.tzinfo is UTC


def test_times_sort_as_moments_whatever_their_zone() -> None:
    east = datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=9)))
    west = datetime(2025, 12, 31, 20, 0, tzinfo=timezone(timedelta(hours=-8)))
    with ENGINE.connect() as connection:
        connection.execute(
            insert(guild), [{"id": 1, "joined_at": west}, {"id": 2, "joined_at": east}]
        )
        order = connection.execute(select(guild.c.id).order_by(guild.c.joined_at)).scalars().all()
        connection.rollback()
    assert order == [2, 1]


def test_a_time_without_a_zone_is_refused() -> None:
    with ENGINE.connect() as connection, pytest.raises(StatementError, match="without its zone"):
        connection.execute(insert(guild).values(id=1, joined_at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_every_time_is_kept_in_utc() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]
    assert [column for column in columns if isinstance(column.type, DateTime)] == []
    assert any(isinstance(column.type, UtcTime) for column in columns)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (guild, {"default_level": "expert"}),
        (guild, {"joined_at": None}),
        (member, {"level": "expert"}),
        (member, {"text_only": None}),
    ],
)
def test_a_wrong_value_is_refused(table, values) -> None:
    whole = (
        {"id": 1, "joined_at": datetime(2026, 1, 1, tzinfo=UTC)}
        if table is guild
        else {"person_id": 1, "text_only": False}
    )
    with ENGINE.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(insert(table).values(**(whole | values)))


@pytest.mark.parametrize("column", ["private", "text_only"])
def test_a_switch_is_on_or_off(column: str) -> None:
    with ENGINE.connect() as connection:
        connection.execute(insert(member).values(person_id=1, text_only=False))
        with pytest.raises(IntegrityError):
            connection.exec_driver_sql(f"UPDATE member SET {column} = 2")  # noqa: S608 - a column's name
