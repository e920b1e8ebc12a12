"""Discord's ids, called snowflakes: read wherever one is handed in, and written into links.

Discord's are unsigned and have 64 bits; those of the next 60 years fit into the 63 that a signed
integer of SQLite has.
"""

from __future__ import annotations

import re
from typing import Final

GREATEST: Final = 2**63 - 1
# Copied from the apps, a browser or a message: on the stable, the test and the old address.
LINK: Final = re.compile(
    r"(?<![\w.-])(?:(?:\w+\.)?discord(?:app)?\.com|discord://-)/channels"
    r"/(?:@me|\d+)/(\d+)(?:/(\d+))?/?(?![\w/])",
    re.IGNORECASE,
)
# With whatever signs people and Discord put around it, but for a minus. "Copy ID" with the shift
# key gives a message behind its channel.
PASTED: Final = re.compile(r"[\W_]*(?<!-)(?:\d+\s*[-/]\s*)?(\d+)[\W_]*")


def read_snowflake(text: str) -> int:
    """Return the id in a ``custom_id`` or a menu's value.

    Raise :class:`ValueError` for a text that is no number, and for a number that nothing can have.
    """
    number = int(text)
    if not 0 < number <= GREATEST:
        raise ValueError("out of the range of ids")
    return number


def find_snowflake(text: str) -> int | None:
    """Return the id of what a person names: by its link, its id or its mention; None if by none.

    A link names a message, or else a channel. Signs around it do not matter.
    """
    found = LINK.search(text) or PASTED.fullmatch(text)
    if found is None:
        return None
    try:
        # The last of a link's numbers, which has no message behind it if it names a channel.
        return read_snowflake(found[found.lastindex or 0])
    except ValueError:
        return None


def make_link(guild_id: int, channel_id: int, message_id: int | None = None) -> str:
    """Return the address at which Discord opens a channel of a server, or a message there."""
    channel = f"https://discord.com/channels/{guild_id}/{channel_id}"
    return channel if message_id is None else f"{channel}/{message_id}"
