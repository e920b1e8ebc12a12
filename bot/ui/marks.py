"""The small raised marks behind a statement: the numbers of its sources, and the dagger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# A narrow space that never breaks a line: it keeps a mark with its word, and 1 and 2 from
# being read as 12.
GAP = "\N{NARROW NO-BREAK SPACE}"
DAGGER = "†"
FIGURE = re.compile(r"\d[%x]?$")
APART = " ·"


def number(sources: Iterable[str]) -> dict[str, int]:
    """The number of each source: 1 is the one that is used first."""
    return {source: place for place, source in enumerate(dict.fromkeys(sources), start=1)}


def mark(
    said: str, sources: Iterable[str], numbers: Mapping[str, int], *, general: bool = False
) -> str:
    """What is said with its raised numbers, lowest first, and a dagger for general knowledge."""
    places = sorted(numbers[source] for source in dict.fromkeys(sources))
    marks = [str(place).translate(SUPERSCRIPTS) for place in places]
    if general:
        marks.append(DAGGER)
    # After a figure ("10x", "11:01", "56%") a raised number would read as a power of it.
    figure = bool(marks) and FIGURE.search(said) is not None
    return f"{said}{APART if figure else ''}{''.join(GAP + one for one in marks)}"


def spell_out(sources: Iterable[str], numbers: Mapping[str, int], *, general: bool = False) -> str:
    """The same for plain text and screen readers: `` [1, 2] (partly general knowledge)``."""
    places = sorted(numbers[source] for source in dict.fromkeys(sources))
    said = f" [{', '.join(map(str, places))}]" if places else ""
    return f"{said} (partly general knowledge)" if general else said
