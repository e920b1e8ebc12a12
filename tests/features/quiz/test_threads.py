"""A thread whose quiz never began does not stay."""

import asyncio

import pytest

from bot.features.quiz.runner import QuizManager


async def end(*_args, **_options) -> None:
    raise asyncio.CancelledError


@pytest.fixture
def cut_off():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(QuizManager, "begin", end)
        yield patched


@pytest.mark.parametrize("may_delete", [True, False])
async def test_a_thread_that_was_opened_for_nothing_is_removed(  # noqa: PLR0917  fixtures
    simcord_env, make_bot, party, channel, ana, cut_off, may_delete
):
    await party.start(ana, length=3, where="thread")
    (thread,) = channel.threads
    cut_off.undo()
    if not may_delete:
        simcord_env.deny(channel.id, "manage_threads")
    await simcord_env.advance_time(5)
    await simcord_env.restart_bot(make_bot())
    await simcord_env.settle()
    assert [each.id for each in channel.threads if not simcord_env.is_archived(each.id)] == []
    assert (thread.id in [each.id for each in channel.threads]) is not may_delete


@pytest.mark.parametrize("begins", [True, False])
async def test_one_with_a_quiz_or_with_a_message_stays(  # noqa: PLR0917  fixtures
    simcord_env, make_bot, party, channel, ana, monkeypatch, begins
):
    with monkeypatch.context() as patched:
        if not begins:
            patched.setattr(QuizManager, "begin", end)
        await party.start(ana, length=3, where="thread")
    (thread,) = channel.threads
    if not begins:
        simcord_env.create_message(thread.id, ana.id, "Let us talk here then")
    await simcord_env.advance_time(5)
    await simcord_env.restart_bot(make_bot())
    await simcord_env.settle()
    assert [each.id for each in channel.threads] == [thread.id]
    assert not simcord_env.is_archived(thread.id)
