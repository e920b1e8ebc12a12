"""Two commits side by side: the bot of one and of the other, measured by the bench of this one."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.measures import Measure
from tests.live.process import ROOT

MEASURED = ("bot", "cards")
MEASURING = ("bench", "tests")


def head_of(commit: str) -> str:
    """Return the full hash of a commit; the name itself where git does not know it."""
    done = subprocess.run(
        ["git", "rev-parse", commit], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or commit


@contextmanager
def checked_out(commit: str | None) -> Iterator[Path]:
    """Make a folder with the bot and the deck of a commit, and with this bench.

    None stands for the files as they lie here, uncommitted changes included.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        if commit is None:
            for each in MEASURED:
                (folder / each).symlink_to(ROOT / each)
        else:
            packed = subprocess.run(
                ["git", "archive", commit, *MEASURED], cwd=ROOT, capture_output=True, check=True
            )
            subprocess.run(["tar", "-x"], cwd=folder, input=packed.stdout, check=True)
        for each in MEASURING:
            (folder / each).symlink_to(ROOT / each)
        yield folder


def both(name: str, before: Sequence[Measure], now: Sequence[Measure]) -> str:
    """Return a table of what was measured before and now, and by how much it has changed."""
    known = {each.name: each for each in before}
    lines = [f"{'':<46}{name[:12]:>12}{'now':>12} {'':<5}{'change':>9}   target"]
    for each in now:
        old = known.get(each.name)
        if each.failure or old is None or old.failure:
            was = "-" if old is None or old.failure else f"{old.value:.2f}"
            value = "-" if each.failure else f"{each.value:.2f}"
            change = each.failure or (old.failure if old is not None else "")
        else:
            was, value = f"{old.value:.2f}", f"{each.value:.2f}"
            change = f"{100 * (each.value / old.value - 1):+.0f} %" if old.value else ""
        lines.append(
            f"{each.name:<46}{was:>12}{value:>12} {each.unit:<5}{change:>9}   "
            f"{each.target:<24}{each.verdict}".rstrip()
        )
    return "\n".join(lines)
