"""Draw with typst: in a process of its own, what is not personal once, and never in anybody's way.

A thread waits for that process (:mod:`bot.pictures.typesetting`), so the event loop does not.
"""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, Literal

import structlog
from cachetools import LRUCache

from bot.pictures.picture import Picture
from bot.pictures.typesetter import NotDrawn, Typesetter

PIXELS_PER_INCH: Final = (110, 80, 60)
"""The first of them with which a picture is small enough. A page of 720 points is 1,100, 800 or 600
pixels wide; a phone shows some 400, each as two or three of its own."""
MUCH: Final = 1200
"""Characters of data from which the finest drawing would be too large: it is not tried."""
LARGEST: Final = 200_000
"""Bytes of a picture: it loads at once on a poor connection."""
PATIENCE: Final = 1.5
"""Seconds. Discord gives three for the whole answer, and a text without a picture is an answer."""
MOST_KEPT: Final = 64
"""Pictures, of at most 200 KB each: 13 MB."""

log = structlog.get_logger(__name__)


_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
_drawn: LRUCache[Picture, bytes | None] = LRUCache(MOST_KEPT)
"""None stands for a picture that could not be drawn: it is tried, and logged, once."""
_typesetter = Typesetter()
atexit.register(_typesetter.close)


async def draw(picture: Picture) -> bytes | None:
    """Return the picture as PNG; None if it cannot be drawn now, which the log then says.

    What is drawn too late for this answer is there for the next one.
    """
    if picture in _drawn:
        return _drawn[picture]
    drawing = _in_thread(draw_png, picture.template, picture.data)
    drawing.add_done_callback(partial(_keep, picture))
    await asyncio.wait([drawing], timeout=PATIENCE)
    if not drawing.done():
        log.warning("picture late", picture=picture.template)
        return None
    return None if drawing.exception() else drawing.result()


async def print_pages(template: str, data: str) -> bytes:
    """Return a PDF with the tags of PDF/UA-1; raise :class:`NotDrawn`."""
    return await _in_thread(write_pdf, template, data)


def forget_all() -> None:
    """Drop every picture that is kept."""
    _drawn.clear()


def _in_thread(
    make: Callable[[str, str], bytes], template: str, data: str
) -> asyncio.Future[bytes]:
    return asyncio.get_running_loop().run_in_executor(_thread, make, template, data)


def _keep(picture: Picture, drawing: asyncio.Future[bytes]) -> None:
    if drawing.cancelled():
        return
    if problem := drawing.exception():
        log.error("picture not drawn", picture=picture.template, why=str(problem))
        _drawn[picture] = None
    elif not picture.personal:
        _drawn[picture] = drawing.result()


def draw_png(template: str, data: str) -> bytes:
    """Return what a template makes of its data as PNG; raise :class:`NotDrawn`. Blocks for 0.1 s.

    The data reaches the template as a value, never as typst's own markup.
    """
    finest = 1 if len(data) > MUCH else 0
    for density in PIXELS_PER_INCH[finest:]:
        drawn = _compile(template, data, "png", density)
        if len(drawn) <= LARGEST:
            return drawn
    raise NotDrawn(f"it has {len(drawn):,} bytes")


def draw_svg(template: str, data: str) -> bytes:
    """Return what a template makes of its data as SVG; raise :class:`NotDrawn`. Blocks."""
    return _compile(template, data, "svg")


def write_pdf(template: str, data: str) -> bytes:
    """Return what a template makes of its data as PDF/UA-1; raise :class:`NotDrawn`. Blocks."""
    return _compile(template, data, "pdf")


def _compile(
    template: str, data: str, form: Literal["png", "pdf", "svg"], density: float | None = None
) -> bytes:
    return _typesetter.make(template, data, form, density)
