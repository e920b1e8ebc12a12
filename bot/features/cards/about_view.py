"""Where the deck comes from, what its review means, and how to report an error."""

from __future__ import annotations

from bot.deck.model import Deck, Link
from bot.ui.embeds import draw_page
from bot.ui.message import Rendered


def draw_about(deck: Deck) -> Rendered:
    """The deck's own account of itself, its version and its date."""
    about = deck.masthead.about
    page = draw_page(
        next(iter(deck.groups.values())),
        "About this deck",
        about.origin,
        f"{deck.masthead.disclaimer_short}\n"
        f"Deck {deck.masthead.version}, {deck.masthead.released_on} · {deck.revision}",
    )
    for name, text in (
        ("What “reviewed” means", about.reviewed),
        ("No clinician has signed off", about.not_reviewed),
        ("Found an error?", about.report),
        ("Licence", about.licence),
        ("The article's own references", "\n".join(map(_link, about.references))),
    ):
        if text:
            page.add_field(name=name, value=text, inline=False)
    return Rendered(embeds=(page,))


def _link(link: Link) -> str:
    said = f"• [{link.title}](<{link.url}>)"
    return f"{said} ({link.note})" if link.note else said
