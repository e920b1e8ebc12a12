"""Files that people take elsewhere: a table as CSV, and questions for Anki."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zlib import crc32

from bot.learning.questions import Item, shuffle_options

LETTERS = "ABCDEFGH"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell (https://owasp.org/www-community/attacks/CSV_Injection)."""

Cell = str | int | float | bool | datetime | None


def write_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file (RFC 4180, UTF-8 with the byte order mark that Excel needs), with a header.

    Times are ISO 8601 to the second, booleans ``yes`` or ``no``, None is an empty field.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([_format_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write_anki(items: Iterable[Item], sources: Mapping[str, str], note: str) -> bytes:
    """Return a text file that Anki imports: front, back, tags.

    ``sources`` gives the citation for an id; ``note`` ends every back. The format is that of
    https://docs.ankiweb.net/importing/text-files.html; as the fields are no HTML, Anki keeps their
    line breaks. The same question always has the same front, so a second import updates the first.
    """
    text = io.StringIO(newline="")
    text.write("#separator:tab\n#html:false\n#columns:Front\tBack\tTags\n#tags column:3\n")
    cards = csv.writer(text, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\n")
    for item in items:
        order = shuffle_options(item, crc32(item.id.encode()))
        options = [f"{LETTERS[place]}. {item.options[each]}" for place, each in enumerate(order)]
        cited = "; ".join(sources[each] for each in item.sources if each in sources)
        back = [
            options[order.index(0)],
            item.explanation,
            "\n".join(
                f"Not {LETTERS[order.index(option)]}: {reason}"
                for option, reason in sorted(
                    enumerate(item.why_not, 1), key=lambda pair: order.index(pair[0])
                )
            ),
            f"Sources: {cited}" if cited else "",
            note,
        ]
        cards.writerow(
            [
                _without_markdown("\n".join([item.text, *options])),
                _without_markdown("\n\n".join(part for part in back if part)),
                " ".join(["imnm", item.difficulty, *sorted(item.topics)]),
            ]
        )
    return text.getvalue().encode()


def _without_markdown(text: str) -> str:
    """Return a text without the Markdown that Discord would render."""
    return text.replace("**", "")


def _format_cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.isoformat(timespec="seconds")
        case str():
            words = _without_markdown(cell)
            return f"'{words}" if words.startswith(FORMULA) else words
        case _:
            return str(cell)
