"""A question of the day that Discord refuses: after three days it is off, and a moderator knows."""

import pytest

from tests.features.daily.test_job import DAY, HOUR, OPEN, mo, page, want  # noqa: F401  fixtures
from tests.party import forbid

TOLD = "For three days Discord did not let me post the question of the day"


@pytest.fixture
async def daily(party, mo, page, channel):  # noqa: F811
    await want(mo, page, channel)
    await party.wait(9 * HOUR - 60)
    return party


def refuse(party, status: int = 400, code: int = 200000) -> None:
    party.env.inject_error("POST", "/channels/*/messages", status=status, code=code)


@pytest.mark.long
@pytest.mark.parametrize(("status", "code"), [(400, 200000), (403, 50013), (403, 987654)])
async def test_after_three_days_it_is_off_and_a_moderator_is_told_once(  # noqa: PLR0917
    daily,
    mo,  # noqa: F811
    ana,
    guild,
    channel,
    status,
    code,
):
    servers = daily.env.bot.store.servers
    for day in (1, 2, 3):
        assert (await servers.defaults(guild.id)).daily is not None, day
        refuse(daily, status, code)
        await daily.wait(DAY)
    assert (await servers.defaults(guild.id)).daily is None
    assert (await ana.slash(channel, "imnm subtypes")).followups == []
    (note,) = (await mo.slash(channel, "imnm subtypes")).followups
    assert note.ephemeral
    assert note.content.startswith(TOLD)
    assert (await mo.slash(channel, "imnm subtypes")).followups == []
    await daily.wait(3 * DAY)
    assert daily.ask("SELECT count(*) FROM quiz") == [(3,)]


@pytest.mark.long
async def test_a_question_that_is_posted_begins_the_count_anew(daily, guild):
    for refused in (True, True, False, True, True):
        if refused:
            refuse(daily)
        await daily.wait(DAY)
    assert (await daily.env.bot.store.servers.defaults(guild.id)).daily is not None


@pytest.mark.long
async def test_another_channel_begins_the_count_anew(daily, mo, page, guild):  # noqa: F811
    other = guild.create_text_channel("other")
    for _ in range(2):
        refuse(daily)
        await daily.wait(DAY)
    await mo.select(page, [other], custom_id="sv1:daily")
    for _ in range(2):
        refuse(daily)
        await daily.wait(DAY)
    assert (await daily.env.bot.store.servers.defaults(guild.id)).daily is not None
    forbid(daily.env, other, "send_messages")
    await daily.wait(DAY)
    assert (await daily.env.bot.store.servers.defaults(guild.id)).daily is None
