"""Measures the bot against the loopback Discord, part by part, beside a bare discord.py bot.

``--base COMMIT`` measures that commit as well, each part by turns with this one, and shows both.
Every part that cannot be measured is a miss. Exit code 1 when a target is missed. All parts take
about six minutes, and twice that with a base.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from bench.compare import both, checked_out, head_of
from bench.measures import Measure, table

CARD, PRESS, PRESS_LIMIT = "processor time of a card", "processor time of a press", 1.1
PARTS = ("cards", "crowd", "search", "compiled", "commits", "leaderboard", "pictures")
"""The modules that measure, in their order. A base may lack what one of them imports."""
LONGEST = 600
"""Seconds of one part."""


def measured(part: str) -> list[Measure]:
    """Measure a part in this process; what fails is one line of the table."""
    try:
        found: list[Measure] = import_module(f"bench.{part}").measure()
    except Exception as problem:  # noqa: BLE001 - whatever it was, it is a miss
        return [not_measured(part, f"{type(problem).__name__} {problem}")]
    return found


def not_measured(part: str, why: str) -> Measure:
    (why, *_) = why.strip().splitlines() or ["no reason given"]
    return Measure(part, 0, "", failure=why[:120])


def in_process(part: str, tree: Path) -> list[Measure]:
    """Measure a part of the bot of a folder in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "part.json"
        command = [sys.executable, "-m", "bench", "--part", part, "--json", str(out)]
        environment = os.environ | {"PYTHONPATH": str(tree)}
        try:
            subprocess.run(
                command,
                cwd=tree,
                env=environment,
                timeout=LONGEST,
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            found = json.loads(out.read_text(encoding="utf-8"))["measures"]
        except (OSError, subprocess.SubprocessError, ValueError) as problem:
            return [not_measured(part, f"{type(problem).__name__} {problem}")]
    return [Measure.from_json(each) for each in found]


def judge_presses(measures: Sequence[Measure]) -> list[Measure]:
    """Hold the processor time of a press to that of the bare floor's card in the same run."""
    floor = next((each.floor for each in measures if each.name == CARD), None)
    if floor is None:
        return list(measures)
    judged = {"floor": floor, "limit": PRESS_LIMIT * floor, "target": f"{PRESS_LIMIT} x bare floor"}
    return [
        replace(each, **judged) if each.name == PRESS else each  # type: ignore[arg-type]
        for each in measures
    ]


def write(path: Path, commit: str, measures: Sequence[Measure]) -> None:
    """Write the numbers beside the table, so that two commits can be compared later."""
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {
        "commit": commit,
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "measures": [each.as_json() for each in measures],
    }
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--part", choices=PARTS, action="append", help="only this; may be repeated")
    parser.add_argument("--base", metavar="COMMIT", help="measure that as well, by turns")
    parser.add_argument("--json", type=Path, default=Path("dist/bench.json"), metavar="FILE")
    arguments = parser.parse_args()
    parts = arguments.part or PARTS
    measures: list[Measure] = []
    if arguments.base is None:
        for part in parts:
            measures += measured(part)
        measures = judge_presses(measures)
        print(table(measures))
    else:
        before: list[Measure] = []
        with checked_out(arguments.base) as base, checked_out(None) as here:
            for part in parts:
                before += in_process(part, base)
                measures += in_process(part, here)
        measures, before = judge_presses(measures), judge_presses(before)
        print(both(arguments.base, before, measures))
        write(arguments.json.with_suffix(".base.json"), head_of(arguments.base), before)
    write(arguments.json, head_of("HEAD"), measures)
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end, also in "
        f"{arguments.json}"
    )
    return 1 if any(measure.missed for measure in measures) else 0


if __name__ == "__main__":
    sys.exit(main())
