"""Whoever waits for long is told that an answer comes, and then gets it."""

import asyncio
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from discord.utils import utcnow
from prometheus_client import Counter

from bot.features.cards import commands, controls
from bot.runtime.health import render_metrics
from bot.ui import texts, turns
from bot.ui.turns import MOST_LAG, PATIENCE, Turns

REPLY, DEFERRED, FORM = 4, 5, 9
PRIVATE = 64


def callbacks(env: Any, start: int = 0) -> list[int]:
    """The kinds of the first responses so far."""
    asked = [each for each in env.http_requests if each.path.endswith("/callback")]
    return [each.json["type"] for each in asked][start:]


def followups(env: Any) -> list[dict[str, Any]]:
    return [
        each.json
        for each in env.http_requests
        if each.method == "POST" and each.path.startswith("/webhooks/")
    ]


def slow_down(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, seconds: float) -> None:
    """Let something take so long, as a database does that many ask at once."""
    real = getattr(owner, name)

    async def slow(*args: Any, **options: Any) -> Any:
        await asyncio.sleep(seconds)
        return await real(*args, **options)

    monkeypatch.setattr(owner, name, slow)


def deferred(env: Any, kind: str) -> float:
    """How many answers the metrics say were announced first."""
    series = f'imnm_interactions_deferred_total{{kind="{kind}"}} '
    found = [line for line in render_metrics(env.bot).decode().splitlines() if series in line]
    return float(found[0].removeprefix(series)) if found else 0.0


@pytest.fixture
def people(simcord_env, guild) -> Any:
    return [guild.add_member(simcord_env.create_user(f"ann{each}")) for each in range(6)]


async def test_a_late_answer_in_a_quiz_is_announced_told_and_stays_private(
    simcord_env, party, ana, monkeypatch
) -> None:
    await party.begin(ana, length=3)
    question, start = party.latest, len(callbacks(simcord_env))
    slow_down(monkeypatch, simcord_env.bot.store.quizzes, "answer", 2.5)
    await party.press(ana, party.right)
    assert callbacks(simcord_env, start) == []
    await party.wait(PATIENCE)
    assert callbacks(simcord_env, start) == [DEFERRED]
    assert simcord_env.http_requests[-1].json["data"] == {"flags": PRIVATE}
    await party.wait(1)
    assert followups(simcord_env)[-1]["content"].startswith("You chose **")
    assert deferred(simcord_env, "component") == 1
    assert party.points(ana) == [0]
    await party.wait(60 + 6)
    # The note is the answer to the press; the question is not touched by it.
    (told,) = [
        each.content
        for each in party.channel.history(viewer=ana)
        if each.flags.ephemeral and "**Right, " in each.content
    ]
    assert "You are" in told
    assert question.id in [each.id for each in party.messages]
    assert all(not each.content for each in party.messages)
    assert party.points(ana) == [1000]


async def test_a_late_card_for_everybody_is_announced_to_the_person_alone(
    simcord_env, ana, channel, monkeypatch
) -> None:
    slow_down(monkeypatch, commands, "preferences_for", 2)
    await ana.slash(channel, "imnm hmgcr")
    await simcord_env.advance_time(2)
    assert callbacks(simcord_env) == [DEFERRED]
    filler, card = followups(simcord_env)
    assert (filler["content"], filler["flags"]) == (texts.HERE_IT_IS, PRIVATE)
    assert card["embeds"]
    assert not card.get("flags")
    shown = [each for each in channel.history() if each.embeds]
    assert [each.flags.ephemeral for each in shown] == [False]


async def test_a_late_private_card_takes_the_place_of_the_announcement(
    simcord_env, ana, channel, monkeypatch
) -> None:
    slow_down(monkeypatch, commands, "preferences_for", 2)
    await ana.slash(channel, "imnm hmgcr", private=True)
    await simcord_env.advance_time(2)
    assert callbacks(simcord_env) == [DEFERRED]
    (card,) = followups(simcord_env)
    assert card["embeds"]
    shown = channel.history(viewer=ana)
    assert [each.flags.ephemeral for each in shown] == [True]
    assert shown[0].embeds


async def test_a_late_page_in_place_is_shown_in_a_message_of_its_own(
    simcord_env, ana, channel, monkeypatch
) -> None:
    shown = (await ana.slash(channel, "imnm hmgcr")).response
    before = simcord_env.message_payload(channel.id, shown.id)
    slow_down(monkeypatch, controls, "open_page_in_place", 2)
    await ana.click(shown, custom_id="c1:hmgcr:clinical")
    await simcord_env.advance_time(2)
    assert callbacks(simcord_env) == [REPLY, DEFERRED]
    assert followups(simcord_env)[-1]["embeds"]
    assert simcord_env.message_payload(channel.id, shown.id) == before


async def test_an_announcement_goes_away_where_there_is_nothing_to_say(
    simcord_env, party, ana, monkeypatch
) -> None:
    await party.start(ana)
    slow_down(monkeypatch, simcord_env.bot.quiz_manager, "find", 2)
    start, told = len(callbacks(simcord_env)), len(followups(simcord_env))
    await party.press(ana, "Start now")
    await party.wait(2)
    assert callbacks(simcord_env, start) == [DEFERRED]
    assert len(followups(simcord_env)) == told
    removed = [each.path for each in simcord_env.http_requests if each.method == "DELETE"]
    assert removed[-1].endswith("/messages/@original")
    assert party.phase == "open"


async def test_an_answer_in_time_is_not_announced(simcord_env, ana, channel, monkeypatch) -> None:
    slow_down(monkeypatch, commands, "preferences_for", PATIENCE - 0.1)
    await ana.slash(channel, "imnm hmgcr")
    await simcord_env.advance_time(10)
    assert callbacks(simcord_env) == [REPLY]
    assert followups(simcord_env) == []
    assert deferred(simcord_env, "application_command") == 0


async def test_an_answer_on_its_way_is_not_announced(
    simcord_env, ana, channel, monkeypatch
) -> None:
    slow_down(monkeypatch, simcord_env.bot, "respond", 2)
    await ana.slash(channel, "imnm hmgcr")
    await simcord_env.advance_time(2)
    assert callbacks(simcord_env) == [REPLY]


@pytest.mark.faulty_requests
async def test_what_could_not_be_announced_is_answered_all_the_same(
    simcord_env, ana, channel, monkeypatch, logged
) -> None:
    slow_down(monkeypatch, commands, "preferences_for", 2)
    await ana.slash(channel, "imnm hmgcr")
    simcord_env.fail_next("POST", "/interactions/*/*/callback", 500)
    await simcord_env.advance_time(2)
    assert callbacks(simcord_env) == [DEFERRED, REPLY]
    assert [each["why"] for each in logged if each["event"] == "interaction not deferred"] == [
        "HTTP 500, code 0"
    ]


async def test_those_who_wait_for_others_are_told_first_and_answered_in_their_order(
    simcord_env, people, channel, monkeypatch
) -> None:
    monkeypatch.setattr(turns, "AT_ONCE", 2)
    slow_down(monkeypatch, commands, "preferences_for", 1)
    begun: list[str] = []

    async def note(interaction: Any, *_args: Any) -> None:
        begun.append(interaction.user.name)
        await real(interaction, *_args)

    real = commands.open_page
    monkeypatch.setattr(commands, "open_page", note)
    for person in people:
        await person.slash(channel, "imnm hmgcr", private=True)
    assert callbacks(simcord_env) == []
    assert b"imnm_interactions_waiting 4.0" in render_metrics(simcord_env.bot)
    await simcord_env.advance_time(1)
    assert callbacks(simcord_env) == [REPLY, REPLY]
    await simcord_env.advance_time(0.5)
    assert callbacks(simcord_env) == [REPLY, REPLY, *[DEFERRED] * 4]
    await simcord_env.advance_time(5)
    # Two at a time, and of these either may be the first.
    names = [person.name for person in people]
    assert [set(begun[at : at + 2]) for at in (0, 2, 4)] == [
        set(names[at : at + 2]) for at in (0, 2, 4)
    ]
    assert len(callbacks(simcord_env)) == 6
    assert len(followups(simcord_env)) == 4
    assert b"imnm_interactions_waiting 0.0" in render_metrics(simcord_env.bot)


async def test_what_takes_long_by_itself_keeps_nobody_from_their_turn(
    simcord_env, people, channel, monkeypatch
) -> None:
    monkeypatch.setattr(turns, "AT_ONCE", 2)
    with monkeypatch.context() as patch:
        slow_down(patch, commands, "preferences_for", 60)
        for person in people[:2]:
            await person.slash(channel, "imnm hmgcr", private=True)
    await people[2].slash(channel, "imnm hmgcr", private=True)
    await simcord_env.advance_time(PATIENCE)
    assert sorted(callbacks(simcord_env)) == [DEFERRED, DEFERRED, DEFERRED]
    assert len(followups(simcord_env)) == 1
    await simcord_env.advance_time(60)
    assert len(followups(simcord_env)) == 3


async def test_a_form_is_never_announced(simcord_env, ana, channel, monkeypatch) -> None:
    shown = (await ana.slash(channel, "settings me")).response
    monkeypatch.setattr(turns, "AT_ONCE", 0)
    await ana.click(shown, custom_id="str1")
    assert callbacks(simcord_env) == [REPLY, FORM]


@pytest.mark.parametrize(
    ("skew", "lags", "expected"),
    [
        (0.0, [0.1, 0.1, 0.6], [0.0, 0.0, 0.5]),
        (-3600.0, [0.1, 0.9], [0.0, 0.8]),
        (3600.0, [0.3, 0.1, 0.3], [0.0, 0.0, 0.2]),
        (0.0, [0.1, 500.0], [0.0, MOST_LAG]),
    ],
)
async def test_the_way_here_counts_whatever_the_clock_says(
    skew: float, lags: list[float], expected: list[float], monkeypatch
) -> None:
    clock = datetime(2026, 11, 27, tzinfo=utcnow().tzinfo)
    monkeypatch.setattr(turns, "utcnow", lambda: clock + timedelta(seconds=skew))
    kept: Any = Turns(Counter("deferred", "x", ["kind"], registry=None))
    found = [
        kept._lag_of(SimpleNamespace(created_at=clock - timedelta(seconds=lag))) for lag in lags
    ]
    assert found == pytest.approx(expected, abs=0.01)
