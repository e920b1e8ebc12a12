"""A program that draws with typst: one request after the other, and it ends when none comes.

typst and its fonts take 35 MB, and pictures are drawn a few times an hour. So they are in a process
of their own, which the bot starts for the first picture and which is gone half a minute after the
last. It ends with the bot as well, whatever ended that. Nothing of the bot is imported here.

A request is a line of JSON; the answer is a line of JSON, ``size`` or ``error``, and so many bytes.
"""

from __future__ import annotations

import json
import select
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

if TYPE_CHECKING:
    import typst

TEMPLATES: Final = Path(__file__).parent / "templates"
IDLE: Final = 30.0
"""Seconds without a request after which it ends."""


@cache
def compiler() -> typst.Compiler:
    """Return typst with the fonts that come with the bot, and no others."""
    import font_lato  # noqa: PLC0415 - missing, it is an answer and no end of the program
    import typst  # noqa: PLC0415 - as above

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[Path(font_lato.__file__).parent / "files"],
    )
    return typst.Compiler(root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True)


def make(request: dict[str, Any]) -> bytes:
    """Return what a template makes of its data; raise whatever typst raises."""
    form = request["form"]
    made = compiler().compile(
        TEMPLATES / f"{request['template']}.typ",
        format=form,
        ppi=request["density"],
        sys_inputs={"data": request["data"]},
        pdf_standards="ua-1" if form == "pdf" else [],
    )
    if not isinstance(made, bytes):
        raise TypeError("it has more than one page")
    return made


def serve(requests: BinaryIO, answers: BinaryIO, idle: float = IDLE) -> None:
    """Answer requests until there are none for so many seconds, or the other side is gone."""
    # Windows cannot wait for a pipe: there it ends with the bot.
    while sys.platform == "win32" or select.select([requests], [], [], idle)[0]:
        line = requests.readline()
        if not line:
            return
        try:
            made = make(json.loads(line))
            head: dict[str, object] = {"size": len(made)}
        except Exception as problem:  # noqa: BLE001 - told to whoever asked
            made, head = b"", {"error": f"{type(problem).__name__}: {problem}"}
        answers.write(json.dumps(head).encode() + b"\n" + made)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
