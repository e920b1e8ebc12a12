"""The picture of a card: signs in bands, kinds in panels, areas of the body, or steps in time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bot.deck.info import Urgency
from bot.deck.model import Card, Deck, Level
from bot.deck.pictures import Band, Label, PagePicture, Panel, Share
from bot.pictures.colours import fill_under_white, text_on_dark
from bot.pictures.picture import Picture, make_picture

FIGURES = 10
"""People in the picture of a share."""
ICONS = {Urgency.EMERGENCY: "phone", Urgency.SAME_DAY: "clock", Urgency.TEAM: "speech"}


def pictures_of(deck: Deck, card: Card, level: Level) -> tuple[Picture, ...]:
    """Return the picture of a card, at the plain level alone; nothing if it has none."""
    return _draw(deck, card.id) if level is Level.PLAIN else ()


# A card is opened far more often than it changes; a reloaded deck is another key.
@lru_cache(maxsize=64)
def _draw(deck: Deck, card_id: str) -> tuple[Picture, ...]:
    shown = deck.pictures.get(card_id)
    if shown is None:
        return ()
    if shown.bands:
        return (_draw_bands(deck, shown),)
    if shown.panels:
        return (_draw_panels(deck, shown),)
    if shown.areas:
        return (_draw_body(deck, shown),)
    return (_draw_steps(deck, shown),)


def _draw_bands(deck: Deck, shown: PagePicture) -> Picture:
    data = {
        "title": shown.title,
        "note": shown.note,
        "bands": [
            {
                "title": band.title,
                "line": band.line,
                "icon": ICONS[band.level],
                "fill": fill_under_white(deck.groups[band.colour].colour),
                "signs": [sign.text for sign in band.signs],
            }
            for band in shown.bands
        ],
    }
    lines = [shown.title, *map(_spell_out_band, shown.bands), shown.note or ""]
    return make_picture("bands", data, lines)


def _spell_out_band(band: Band) -> str:
    title = f"{band.title}, {band.line}" if band.line else band.title
    return f"{title}: {'; '.join(sign.text for sign in band.signs)}"


def _draw_panels(deck: Deck, shown: PagePicture) -> Picture:
    data = {
        "title": shown.title,
        "note": shown.note,
        "panels": [
            {
                "title": deck.cards[panel.card].title,
                "edge": text_on_dark(deck.groups[panel.colour].colour),
                "lines": [_as_data(line) for line in panel.lines],
            }
            for panel in shown.panels
        ],
        "share": None if shown.share is None else _share_as_data(deck, shown.share),
    }
    lines = [shown.title, *(_spell_out_panel(deck, panel) for panel in shown.panels)]
    if shown.share is not None:
        lines.append(shown.share.text)
    return make_picture("panels", data, [*lines, shown.note or ""])


def _spell_out_panel(deck: Deck, panel: Panel) -> str:
    return f"{deck.cards[panel.card].title}: {'; '.join(map(_spell_out, panel.lines))}"


def _share_as_data(deck: Deck, share: Share) -> dict[str, object]:
    """Return a share as figures: so many surely, so many more perhaps, of ten."""
    low, high = (round(FIGURES * part / share.whole) for part in (share.low, share.high))
    return {
        "text": share.text,
        "low": low,
        "high": high,
        "figures": FIGURES,
        "colour": text_on_dark(deck.groups[share.colour].colour),
    }


def _draw_body(deck: Deck, shown: PagePicture) -> Picture:
    data = {
        "title": shown.title,
        "note": shown.note,
        "areas": [
            {
                **_as_data(area),
                "strength": area.strength,
                "parts": list(area.parts),
                "colour": text_on_dark(deck.groups[area.colour].colour),
            }
            for area in shown.areas
        ],
        "tasks_title": shown.tasks_title,
        "tasks": [{**_as_data(task), "icon": task.icon} for task in shown.tasks],
    }
    lines = [shown.title, *map(_spell_out, shown.areas)]
    if shown.tasks:
        lines.append(f"{shown.tasks_title}: {'; '.join(map(_spell_out, shown.tasks))}")
    return make_picture("body", data, [*lines, shown.note or ""])


def _draw_steps(deck: Deck, shown: PagePicture) -> Picture:
    colours = [text_on_dark(group.colour) for group in deck.groups.values()]
    data = {
        "title": shown.title,
        "note": shown.note,
        "steps": [_as_data(step) for step in shown.steps],
        "colour": colours[0],
    }
    return make_picture("steps", data, [shown.title, *_number(shown.steps), shown.note or ""])


def _number(labels: tuple[Label, ...]) -> Iterator[str]:
    for place, label in enumerate(labels, start=1):
        yield f"{place}. {_spell_out(label)}"


def _as_data(label: Label) -> dict[str, object]:
    return {"name": label.name, "text": label.text}


def _spell_out(label: Label) -> str:
    return f"{label.name}: {label.text}" if label.name else label.text
