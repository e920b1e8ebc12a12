"""Reminders that Discord refuses, for whatever reason: after three days they are switched off."""

import pytest

from tests.features.review.test_reminders import DAY, cy, mail, miss, remind  # noqa: F401  a fixture

TOLD = "I could not send you reminders, so I switched them off."


@pytest.fixture
def ana(guild, cy):  # noqa: F811
    return guild.add_member(cy)


async def begin(env, cy) -> None:  # noqa: F811
    """Somebody's reminder comes at nine, with something due each day; it is eight o'clock."""
    await miss(env.bot, cy)
    await remind(cy)
    await env.advance_time(DAY + 8 * 3600)


def refuse(env, status: int, code: int, path: str = "/channels/*/messages", times: int = 1) -> None:
    env.inject_error("POST", path, status=status, code=code, times=times)


def wanted(env, ana):
    return env.bot.store.people.preferences(ana.id)


@pytest.mark.long
@pytest.mark.faulty_requests
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, 50278),
        (400, 50033),
        (403, 20026),
        (403, 340001),
        (403, 0),
        (400, 987654),
        (404, 10003),
        (400, 50035),
    ],
)
@pytest.mark.parametrize("path", ["/channels/*/messages", "/users/@me/channels"])
async def test_a_lasting_refusal_on_three_days_switches_them_off_and_says_so(  # noqa: PLR0917
    simcord_env,
    ana,
    cy,  # noqa: F811
    channel,
    status,
    code,
    path,
):
    await begin(simcord_env, cy)
    for day in (1, 2, 3):
        assert (await wanted(simcord_env, ana)).reminder is not None, day
        refuse(simcord_env, status, code, path)
        await simcord_env.advance_time(DAY)
    assert (await wanted(simcord_env, ana)).reminder is None
    simcord_env.clear_faults()
    shown = await ana.slash(channel, "imnm subtypes")
    (note,) = shown.followups
    assert note.ephemeral
    assert note.content.startswith(TOLD)
    assert (await ana.slash(channel, "imnm subtypes")).followups == []


@pytest.mark.long
@pytest.mark.faulty_requests
async def test_a_reminder_that_arrives_begins_the_count_anew(simcord_env, ana, cy):  # noqa: F811
    await begin(simcord_env, cy)
    for refused in (True, True, False, True, True):
        if refused:
            refuse(simcord_env, 403, 50278)
        await simcord_env.advance_time(DAY)
    assert (await wanted(simcord_env, ana)).reminder is not None
    assert len(mail(cy)) == 1


@pytest.mark.long
@pytest.mark.faulty_requests
async def test_a_new_time_begins_the_count_anew(simcord_env, ana, cy):  # noqa: F811
    await begin(simcord_env, cy)
    for at in ("10:00", "11:00", "12:00"):
        refuse(simcord_env, 403, 50278)
        await simcord_env.advance_time(DAY)
        await remind(cy, at)
    assert (await wanted(simcord_env, ana)).reminder is not None


@pytest.mark.long
@pytest.mark.faulty_requests
@pytest.mark.parametrize(
    ("status", "code"), [(401, 0), (429, 0), (503, 0), (403, 40333), (400, 40003)]
)
async def test_what_passes_never_switches_them_off(simcord_env, ana, cy, status, code):  # noqa: F811
    await begin(simcord_env, cy)
    for _ in range(4):
        refuse(simcord_env, status, code)
        await simcord_env.advance_time(DAY)
    assert (await wanted(simcord_env, ana)).reminder is not None
    simcord_env.clear_faults()
    await simcord_env.advance_time(DAY)
    assert len(mail(cy)) == 1
