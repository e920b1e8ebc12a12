"""`/pin remove`: a pin by whatever a person pastes or types to name it."""

import pytest

from bot.ui.snowflakes import GREATEST
from tests.features.pins.test_commands import mo  # noqa: F401  a fixture


@pytest.fixture
async def pinned(mo, channel):  # noqa: F811
    await mo.slash(channel, "pin card", card="subtypes")
    (message,) = channel.pinned_messages()
    return message


@pytest.mark.long
@pytest.mark.parametrize(
    "form",
    [
        "{message}",
        "`{message}`.",
        "<{link}>",
        "[the card]({link})",
        "{channel}-{message}",
        "https://ptb.discord.com/channels/{guild}/{channel}/{message}/",
        "<#{channel}>",
        "https://discord.com/channels/{guild}/{channel}",
        "{label}",
        "  {label_upper} ",
    ],
)
async def test_a_pin_is_found_by_each_form(mo, channel, guild, pinned, form):  # noqa: F811
    (offered,) = await mo.autocomplete(channel, "pin remove", "pin", "")
    named = form.format(
        message=pinned.id,
        channel=channel.id,
        guild=guild.id,
        link=pinned.jump_url,
        label=offered["name"],
        label_upper=offered["name"].upper(),
    )
    removed = await mo.slash(channel, "pin remove", pin=named)
    assert removed.response.content.startswith("Unpinned: "), named
    assert channel.pinned_messages() == []


async def test_of_several_pins_in_a_channel_none_is_meant(mo, channel, pinned):  # noqa: F811
    await mo.slash(channel, "pin card", card="hmgcr")
    refused = await mo.slash(channel, "pin remove", pin=f"<#{channel.id}>")
    assert refused.response.content.startswith("I could not find that pin")
    assert len(channel.pinned_messages()) == 2


@pytest.mark.long
@pytest.mark.parametrize("number", ["0", str(GREATEST), str(GREATEST + 1), "9" * 30, "-1"])
async def test_a_number_that_nothing_has_finds_no_pin(mo, channel, pinned, number):  # noqa: F811
    for named in (number, f"<https://discord.com/channels/1/2/{number}>", f"1-{number}"):
        refused = await mo.slash(channel, "pin remove", pin=named)
        assert refused.response.content.startswith("I could not find that pin"), named
    assert len(channel.pinned_messages()) == 1
