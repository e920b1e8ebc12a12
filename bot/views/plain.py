"""Any page as plain text, for people who see no embeds or let a screen reader speak."""

from __future__ import annotations

import discord

from bot.views.rendered import Rendered
from bot.views.text import split


def flatten(message: Rendered) -> tuple[Rendered, ...]:
    """The same message without embeds, as messages to be read one after the other.

    What can be pressed stands under the last one.
    """
    if not message.embeds:
        return (message,)
    blocks = [message.content, *(block for embed in message.embeds for block in _tell(embed))]
    *first, last = split(block for block in blocks if block)
    return (*(Rendered(content=text) for text in first), Rendered(last, rows=message.rows))


def _tell(embed: discord.Embed) -> list[str]:
    blocks = [f"**{embed.title}**" if embed.title else "", embed.description or ""]
    blocks += [f"**{field.name}**\n{field.value}" for field in embed.fields]
    blocks.append(embed.footer.text or "")
    return blocks
