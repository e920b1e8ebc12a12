"""Files that people take elsewhere: a table as CSV, and questions for Anki."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from bot.deck.info import DeckInfo
from bot.learning.questions import Item, shuffle_options

LETTERS = "ABCDEFGH"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell (https://owasp.org/www-community/attacks/CSV_Injection)."""
BYTE_ORDER_MARK = "\ufeff"
"""What tells Excel that a file is UTF-8."""
# Anki takes its usual kind of note where a package has not brought ours yet.
ANKI_HEAD = (
    "#separator:tab\n#html:true\n#notetype:{note_type}\n#deck:{deck}\n"
    "#columns:GUID\tFront\tBack\tTags\n#guid column:1\n#tags column:4\n"
)
FIRST_ID = 1 << 32
"""Anki takes ids of 64 bits, which are times in milliseconds where it makes them itself: these are
of early 1970, when there was no Anki."""
PACKAGE_FRONT = "{{Front}}"
PACKAGE_BACK = "{{FrontSide}}<hr id=answer>{{Back}}"
PACKAGE_STYLE = ".card {font-family: sans-serif; font-size: 20px; text-align: left; padding: 1em}"

Cell = str | int | float | bool | datetime | None


def write_header(columns: Sequence[str]) -> bytes:
    """Return the beginning of a CSV file: the names of its columns (RFC 4180, UTF-8)."""
    return BYTE_ORDER_MARK.encode() + write_rows([columns])


def write_rows(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows of a CSV file.

    Times are ISO 8601 to the second, booleans ``yes`` or ``no``, None is an empty field.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_format_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


@dataclass(frozen=True, slots=True)
class AnkiNote:
    """One question as Anki keeps it. ``front`` and ``back`` are HTML."""

    guid: str
    """What a later import knows the note by: made of the item's id alone, never of its words."""
    front: str
    back: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnkiDeck:
    """What Anki knows the questions of a deck by, so that a second import updates the first."""

    name: str
    key: str
    """What the ids and the tags of its notes begin with."""
    number: int

    @classmethod
    def of(cls, info: DeckInfo) -> AnkiDeck:
        """Return that of a deck; without an ``anki_id`` the number is made of its command."""
        number = int(info.anki_id) if info.anki_id else FIRST_ID + crc32(info.command.encode())
        return cls(info.subject.label, info.command, number)

    @property
    def note_type(self) -> str:
        return f"{self.name} question"

    def make_note(
        self, item: Item, sources: Mapping[str, tuple[str, str]], disclaimer: str
    ) -> AnkiNote:
        """Return a question as a note.

        ``sources`` gives the citation and the address for an id; ``disclaimer`` ends the back. The
        options always come in the same order.
        """
        order = shuffle_options(item, crc32(item.id.encode()))
        options = [f"{LETTERS[place]}. {item.options[each]}" for place, each in enumerate(order)]
        links = [
            f'<a href="{html.escape(url)}">{html.escape(cite)}</a>'
            for cite, url in (sources[each] for each in item.sources if each in sources)
        ]
        back = [
            f"**{options[order.index(0)]}**",
            item.explanation,
            "\n".join(
                f"Not {LETTERS[order.index(option)]}: {reason}"
                for option, reason in sorted(
                    enumerate(item.why_not, 1), key=lambda pair: order.index(pair[0])
                )
            ),
        ]
        endings = [f"Sources: {'; '.join(links)}" if links else "", _to_html(disclaimer)]
        return AnkiNote(
            guid=f"{self.key}-{item.id}",
            front=_to_html("\n".join([item.text, *options])),
            back="<br><br>".join(part for part in [*map(_to_html, back), *endings] if part),
            tags=tuple(f"{self.key}::{tag}" for tag in (item.difficulty, *sorted(item.topics))),
        )


def write_anki(deck: AnkiDeck, notes: Iterable[AnkiNote]) -> bytes:
    """Return a text file that Anki imports (https://docs.ankiweb.net/importing/text-files.html).

    A second import updates the notes of the first, whatever has been reworded.
    """
    text = io.StringIO(newline="")
    text.write(ANKI_HEAD.format(note_type=deck.note_type, deck=deck.name))
    table = csv.writer(text, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writerows((note.guid, note.front, note.back, " ".join(note.tags)) for note in notes)
    return text.getvalue().encode()


def write_anki_package(into: AnkiDeck, notes: Iterable[AnkiNote], at: datetime) -> bytes:
    """Return an ``.apkg`` file, which Anki opens by itself; ``at`` is when its notes were written.

    As :func:`write_anki`, it updates the notes of an earlier one.
    """
    # It brings a template engine and a database along, which few ever need.
    import genanki  # noqa: PLC0415

    model = genanki.Model(
        into.number + 1,
        into.note_type,
        fields=[{"name": "Front"}, {"name": "Back"}],
        templates=[{"name": "Card 1", "qfmt": PACKAGE_FRONT, "afmt": PACKAGE_BACK}],
        css=PACKAGE_STYLE,
    )
    deck = genanki.Deck(into.number, into.name)
    for note in notes:
        deck.add_note(
            genanki.Note(
                model=model,
                fields=[note.front, note.back],
                tags=list(note.tags),
                guid=note.guid,
            )
        )
    content = io.BytesIO()
    genanki.Package(deck).write_to_file(content, timestamp=at.timestamp())
    return content.getvalue()


def _to_html(text: str) -> str:
    """Return a text with the bold words and line breaks of its Markdown as HTML."""
    escaped = html.escape(text, quote=False)
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escaped).replace("\n", "<br>")


def _format_cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.isoformat(timespec="seconds")
        case str():
            words = cell.replace("**", "")
            return f"'{words}" if words.startswith(FORMULA) else words
        case _:
            return str(cell)
