"""`make flaky`: the whole test suite several times, the second half of them beside busy loops.

A red test is to mean a fault on any machine. Exit code 1 if any run failed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

RUNS = 10
LOOPS = 3
WORKERS = 3
SPIN = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"
"""Keeps a core busy, and ends with whoever started it."""
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
COUNTED = re.compile(r"^=+ (.*) in [\d.]+s.* =+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of all tests. `code` is pytest's exit code."""

    loops: int
    seconds: float
    code: int
    counts: str
    failed: tuple[str, ...]

    def row(self, number: int) -> str:
        return f"{number:>3}  {self.loops:>5}  {self.seconds:>7.0f}  {self.code:>4}  {self.counts}"


@contextmanager
def busy(loops: int) -> Iterator[None]:
    """Keep so many cores busy meanwhile."""
    spinning = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(loops)]
    try:
        yield
    finally:
        for each in spinning:
            each.kill()
        for each in spinning:
            each.wait()


def run_tests(number: int, loops: int, options: list[str]) -> Run:
    """Run pytest once, beside so many busy loops, with questions drawn for this run."""
    command = [sys.executable, "-m", "pytest", "-n", str(WORKERS), "--dist", "worksteal", "-q"]
    with busy(loops):
        began = time.perf_counter()
        ended = subprocess.run(
            [*command, *options],
            env={**os.environ, "IMNM_DRAWS": str(number)},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - began
    counted = COUNTED.findall(ended.stdout) or re.findall(r"^\d+ .*$", ended.stdout, re.MULTILINE)
    failed = tuple(FAILED.findall(ended.stdout))
    if ended.returncode:
        print(ended.stdout, ended.stderr, sep="\n", flush=True)
    return Run(loops, seconds, ended.returncode, counted[-1] if counted else "", failed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--loops", type=int, default=LOOPS, help="beside the second half")
    arguments, options = parser.parse_known_args()
    runs: list[Run] = []
    for number in range(arguments.runs):
        loops = arguments.loops if number >= arguments.runs // 2 else 0
        runs.append(run_tests(number, loops, options))
        print(runs[-1].row(number + 1), flush=True)
    print("\nrun  loops  seconds  code  tests")
    for number, run in enumerate(runs, start=1):
        print(run.row(number))
    failures = [test for run in runs for test in run.failed]
    for test in sorted(set(failures)):
        print(f"failed {failures.count(test)} of {len(runs)} times: {test}")
    return 1 if any(run.code for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
