"""Ids as people paste them, and as buttons hold them."""

import pytest

from bot.ui.snowflakes import GREATEST, find_snowflake, read_snowflake


@pytest.mark.parametrize(
    "typed",
    [
        "33",
        "  33\n",
        "`33`",
        "33.",
        "“33”",
        "<#33>",
        "<@33>",
        "<@!33>",
        "<@&33>",
        "22-33",
        "`22-33`",
        "22 / 33",
        "https://discord.com/channels/11/22/33",
        "<https://discord.com/channels/11/22/33>",
        "https://discord.com/channels/11/22/33/",
        "https://ptb.discord.com/channels/11/22/33",
        "https://canary.discordapp.com/channels/11/22/33?a=1#b",
        "discord.com/channels/@me/22/33",
        "discord://-/channels/11/22/33",
        "[the card](https://discord.com/channels/11/22/33).",
        "this one: ||https://discord.com/channels/11/22/33||",
        "https://discord.com/channels/11/33",
    ],
)
def test_an_id_is_found_in_whatever_people_paste(typed: str) -> None:
    assert find_snowflake(typed) == 33


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "three",
        "0",
        "-33",
        "3.3",
        "33 44",
        str(GREATEST + 1),
        "9" * 30,
        "9" * 5000,
        f"https://discord.com/channels/11/22/{GREATEST + 1}",
        "https://example.com/channels/11/22/33",
        "https://evildiscord.com/channels/11/22/33",
        "https://discord.com/channels/11/22/33x",
    ],
)
def test_what_names_nothing_is_no_id(typed: str) -> None:
    assert find_snowflake(typed) is None


def test_ids_are_bounded_where_they_enter() -> None:
    assert read_snowflake(str(GREATEST)) == GREATEST
    for outside in ("0", "-1", str(GREATEST + 1), "9" * 5000, "x", ""):
        with pytest.raises(ValueError):  # noqa: PT011 - int's own for some of them
            read_snowflake(outside)
