"""What every page of the deck has in common: its edge, its title, its urgent line, its footer."""

from __future__ import annotations

from datetime import date

import discord

from bot.deck.model import Deck, Group, Signature
from bot.ui.marks import DAGGER


def draw_page(
    group: Group, title: str, description: str | None = None, footer: str = ""
) -> discord.Embed:
    """An embed in the colour of its shelf, led by its emoji."""
    page = discord.Embed(
        title=f"{group.emoji} {title}",
        description=description,
        colour=discord.Colour.from_str(group.colour),
    )
    if footer:
        page.set_footer(text=footer)
    return page


def urge(deck: Deck) -> str:
    """The line about getting help now, as a warning that stands out on a small screen."""
    return f"> ⚠️ **{deck.masthead.urgent_line}**"


def tell_review(reviewed_on: date, signature: Signature | None) -> str:
    """Who looked at this and when; a signature that no longer holds must not be handed in."""
    if signature is None:
        return f"Reviewed {reviewed_on}, not yet by a clinician"
    return f"Reviewed by {signature.name}, {signature.role}, {signature.on}"


def foot(deck: Deck, review: str, revision: str, *, general: bool = False) -> str:
    """The small print under a page: disclaimer, dagger, review, version."""
    lines = [deck.masthead.disclaimer_short]
    if general:
        lines.append(f"{DAGGER} partly general knowledge, see Sources")
    lines.append(f"{review} · Deck {deck.masthead.version} · {revision}")
    return "\n".join(lines)
