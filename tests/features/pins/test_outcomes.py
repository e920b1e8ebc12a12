"""Reports of refreshes and pins: of what Discord has made of a request, not of what was sent."""

import pytest

from bot.store import EditRefusal
from tests.features.pins.test_commands import mo, posts  # noqa: F401  a fixture
from tests.simulation import drop_embeds

SUPPRESS_EMBEDS = 1 << 2


@pytest.fixture
async def pinned(mo, channel):  # noqa: F811
    await mo.slash(channel, "pin card", card="subtypes")
    (message,) = channel.pinned_messages()
    return message


async def refresh(who, channel) -> str:
    return (await who.slash(channel, "pin refresh")).response.embeds[0].description


async def listed(who, channel) -> str:
    return (await who.slash(channel, "pin list")).response.embeds[0].description


async def test_a_card_that_a_moderator_has_hidden_is_shown_again(simcord_env, mo, channel, pinned):  # noqa: F811
    stored = simcord_env.stored_message(channel.id, pinned.id)
    stored.flags |= SUPPRESS_EMBEDS
    assert await refresh(mo, channel) == "1 pin up to date"
    assert not stored.flags & SUPPRESS_EMBEDS


async def test_a_card_that_discord_leaves_out_is_not_up_to_date(
    simcord_env,
    mo,  # noqa: F811
    channel,
    pinned,
    monkeypatch,
):
    drop_embeds(monkeypatch)
    told = await refresh(mo, channel)
    assert told.startswith("0 pins up to date\n1 pin that I cannot update")
    assert "I lack Embed Links" in told
    kept = await simcord_env.bot.store.pins.get(pinned.id)
    assert kept.refused is EditRefusal.EMBEDS


async def test_a_pin_that_somebody_has_unpinned_is_said_to_be(simcord_env, mo, channel, pinned):  # noqa: F811
    simcord_env.stored_message(channel.id, pinned.id).pinned = False
    told = await refresh(mo, channel)
    assert told.startswith("0 pins up to date\n1 pin up to date, but not pinned any more")
    assert "somebody has unpinned it" in await listed(mo, channel)
    simcord_env.stored_message(channel.id, pinned.id).pinned = True
    await simcord_env.advance_time(1)
    assert await refresh(mo, channel) == "1 pin up to date"
    assert "somebody has unpinned it" not in await listed(mo, channel)


async def test_a_card_without_its_embed_is_neither_pinned_nor_left(mo, channel, monkeypatch):  # noqa: F811
    drop_embeds(monkeypatch)
    told = await mo.slash(channel, "pin card", card="subtypes")
    assert "Embed Links" in told.response.content
    assert posts(channel) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (400, 50083, "That thread is closed"),
        (403, 160005, "That thread is closed"),
        (400, 200000, "Discord does not allow that there"),
        (403, 987654, "Discord does not allow that there"),
        (400, 30046, "Discord is not accepting that right now"),
        (403, 40333, "Discord is not accepting that right now"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_whatever_discord_refuses_is_said_in_words(  # noqa: PLR0917
    simcord_env,
    mo,  # noqa: F811
    channel,
    pinned,
    method,
    status,
    code,
    told,
):
    simcord_env.inject_error(method, "/channels/*/messages*", status=status, code=code, times=2)
    if method == "DELETE":
        refused = await mo.slash(channel, "pin remove", pin=str(pinned.id))
    else:
        refused = await mo.slash(channel, "pin card", card="hmgcr")
    assert refused.response.content.startswith(told)
    assert len(channel.pinned_messages()) == 1
