r"""What Discord sends, read so that nothing in it can stop the bot.

JSON may write half of a surrogate pair (``"\ud800"``). orjson refuses to read that, and discord.py
takes an event that it cannot read for a reason to end: one such option of one person would stop the
bot for all.
"""

from __future__ import annotations

import json

import orjson
from discord import utils


def read_any_text() -> None:
    """Lets discord.py read what orjson refuses, with a question mark for each half of a pair."""
    # discord.py has no public place for it; it hands over nothing but text and bytes.
    utils._from_json = read_json  # type: ignore[assignment]


def read_json(text: str | bytes) -> object:
    """As ``orjson.loads``; raises :class:`ValueError` for what is no JSON at all."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        # Half a pair could be neither stored, nor logged, nor sent back.
        whole = json.dumps(json.loads(text), ensure_ascii=False).encode(errors="replace")
        return json.loads(whole)
