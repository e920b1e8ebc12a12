"""Reminders: for those who asked, once a day; off, with a word, when messages are refused."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.store import BoardVisibility, Preferences, Reminder, ReminderSchedule, Store
from tests.store.quiz_play import ANA, BEN, ask

EVENING = Reminder(time(19, 30), "Europe/Berlin")
DUE = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


async def test_everything_that_was_chosen_comes_back(store: Store) -> None:
    chosen = Preferences(board=BoardVisibility.NAME, board_name="Ana ✨", reminder=EVENING)
    await store.people.change(ANA, lambda _: chosen)
    assert await store.people.preferences(ANA) == chosen


async def test_a_reminder_is_noted_once(store: Store) -> None:
    await store.people.change(ANA, lambda _: Preferences(reminder=EVENING))
    await store.people.change(BEN, lambda _: Preferences(text_only=True))
    (schedule,) = await store.people.reminder_schedules()
    assert schedule == ReminderSchedule(ANA, EVENING)
    assert await store.people.note_reminded(schedule, DUE)
    assert not await store.people.note_reminded(schedule, DUE)
    (had,) = await store.people.reminder_schedules()
    assert had.reminder.last == DUE
    # What the page shows is what was noted.
    assert (await store.people.preferences(ANA)).reminder == had.reminder
    assert await store.people.note_reminded(had, DUE + timedelta(days=1))


async def test_nobody_is_reminded_of_what_they_have_changed_meanwhile(store: Store) -> None:
    await store.people.change(ANA, lambda _: Preferences(reminder=EVENING))
    (schedule,) = await store.people.reminder_schedules()
    for changed in (
        replace(EVENING, at=time(20)),
        replace(EVENING, zone="Asia/Tokyo"),
        replace(EVENING, since=DUE),
        None,
    ):
        await store.people.change(ANA, lambda _, to=changed: Preferences(reminder=to))
        assert not await store.people.note_reminded(schedule, DUE)


async def test_when_it_was_sent_is_kept_for_two_days_after_it_is_switched_off(
    store: Store, path
) -> None:
    await store.people.change(ANA, lambda _: Preferences(reminder=EVENING))
    (schedule,) = await store.people.reminder_schedules()
    await store.people.note_reminded(schedule, DUE)
    await store.people.change(ANA, lambda _: Preferences())
    await store.people.forget_reminded(DUE)
    on = await store.people.change(ANA, lambda _: Preferences(reminder=EVENING))
    assert on.reminder is not None
    assert on.reminder.last == DUE
    # Whoever has it switched on keeps it.
    await store.people.forget_reminded(DUE + timedelta(days=3))
    assert (await store.people.preferences(ANA)).reminder == on.reminder
    await store.people.change(ANA, lambda _: Preferences())
    await store.people.forget_reminded(DUE + timedelta(days=3))
    assert ask(path, "SELECT * FROM member") == []


async def test_reminders_that_are_refused_stop_and_the_person_is_told_once(
    store: Store, path
) -> None:
    await store.people.change(ANA, lambda _: Preferences(reminder=EVENING))
    assert not await store.people.reminders_stopped(ANA)
    await store.people.stop_reminders(ANA)
    assert await store.people.reminder_schedules() == []
    assert await store.people.preferences(ANA) == Preferences()
    # Saving other settings meanwhile does not swallow the note.
    await store.people.change(ANA, lambda _: Preferences())
    assert await store.people.reminders_stopped(ANA)
    await store.people.clear_reminders_stopped(ANA)
    assert not await store.people.reminders_stopped(ANA)
    assert ask(path, "SELECT * FROM member") == []


async def test_nobody_is_told_of_reminders_they_never_had(store: Store, path) -> None:
    await store.people.stop_reminders(BEN)
    assert not await store.people.reminders_stopped(BEN)
    assert ask(path, "SELECT * FROM member") == []
