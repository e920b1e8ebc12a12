"""Reports are kept as they were sent: five a day, and none twice."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.errors import TooManyReports
from bot.store import ReportFault, Store
from tests.store.quiz_play import ANA, BEN, GUILD, ask


async def send(
    store: Store,
    text: str,
    now: datetime,
    person: int = ANA,
    fault: ReportFault | None = None,
) -> int:
    return await store.reports.add(
        kind="question",
        subject_id="Q017",
        revision="0a1b2c3d",
        person_id=person,
        guild_id=GUILD,
        fault=fault,
        text=text,
        now=now,
    )


async def test_a_report_is_kept_with_what_it_is_about(store: Store, path, now: datetime) -> None:
    await send(store, "Option C is right as well.", now)
    await store.reports.add(
        kind="card",
        subject_id="subtypes",
        revision="00000000",
        person_id=ANA,
        guild_id=None,
        fault=ReportFault.OUTDATED,
        text="x" * 500,
        now=now,
    )
    rows = ask(path, "SELECT kind, subject_id, revision, person_id, fault, text FROM report")
    assert rows == [
        ("question", "Q017", "0a1b2c3d", ANA, None, "Option C is right as well."),
        ("card", "subtypes", "00000000", ANA, "outdated", "x" * 500),
    ]


async def test_a_report_that_is_delivered_twice_is_one(store: Store, now: datetime) -> None:
    first = await send(store, "Typo", now)
    assert await send(store, "Typo", now + timedelta(seconds=3)) == first
    assert await send(store, "Typo", now, person=BEN) != first
    wrong = await send(store, "", now, fault=ReportFault.WRONG)
    assert await send(store, "", now, fault=ReportFault.WRONG) == wrong
    assert await send(store, "", now, fault=ReportFault.UNCLEAR) not in {first, wrong}


async def test_what_is_open_and_dangerous_comes_first(store: Store, now: datetime) -> None:
    old, first, second = [
        await send(store, f"{number}", now, fault=fault)
        for number, fault in enumerate(
            [ReportFault.WRONG, ReportFault.DANGEROUS, ReportFault.DANGEROUS]
        )
    ]
    assert [each.id for each in await store.reports.all()] == [first, second, old]
    await store.reports.close(first, now)
    assert [each.id for each in await store.reports.all()] == [second, old, first]


async def test_more_than_five_a_day_must_wait(store: Store, now: datetime) -> None:
    for number in range(5):
        await send(store, f"Fault {number}", now + timedelta(hours=number))
    with pytest.raises(TooManyReports) as refused:
        await send(store, "Fault 6", now + timedelta(hours=5))
    assert refused.value.limit == 5
    await send(store, "Another's", now + timedelta(hours=5), person=BEN)
    await send(store, "Fault 6", now + timedelta(hours=24))


async def test_reports_that_a_wrong_clock_dated_ahead_make_nobody_wait(
    store: Store, now: datetime
) -> None:
    for number in range(5):
        await send(store, f"Fault {number}", now + timedelta(days=30))
    assert await send(store, "Fault 0", now) == 6


@pytest.mark.parametrize("text", ["", "x" * 501])
async def test_a_text_of_the_wrong_length_is_not_stored(
    store: Store, path, now: datetime, text: str
) -> None:
    with pytest.raises(IntegrityError):
        await send(store, text, now)
    assert ask(path, "SELECT * FROM report") == []
