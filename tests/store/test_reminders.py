"""Reminders: for those who asked, once a day; off, with a word, when messages are refused."""

from datetime import date, time

from bot.store import BoardVisibility, Preferences, Reminder, ReminderSchedule, Store
from tests.store.quiz_play import ANA, BEN, ask

EVENING = Reminder(time(19, 30), "Europe/Berlin")
TODAY = date(2026, 11, 23)


async def test_everything_that_was_chosen_comes_back(store: Store) -> None:
    chosen = Preferences(board=BoardVisibility.NAME, board_name="Ana ✨", reminder=EVENING)
    await store.people.change(ANA, lambda _: chosen)
    assert await store.people.preferences(ANA) == chosen


async def test_a_reminder_goes_out_once_a_day(store: Store) -> None:
    await store.people.change(ANA, lambda _: Preferences(reminder=EVENING))
    await store.people.change(BEN, lambda _: Preferences(text_only=True))
    assert await store.people.reminder_schedules() == [ReminderSchedule(ANA, EVENING, None)]
    assert await store.people.note_reminded(ANA, TODAY)
    assert not await store.people.note_reminded(ANA, TODAY)
    assert not await store.people.note_reminded(BEN, TODAY)
    assert await store.people.reminder_schedules() == [ReminderSchedule(ANA, EVENING, TODAY)]
    assert await store.people.note_reminded(ANA, date(2026, 11, 24))


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
