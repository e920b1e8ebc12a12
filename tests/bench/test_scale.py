"""What is measured of several processes, and how it is judged."""

import asyncio
import io
import sys
from pathlib import Path

import pytest

from bench import scale
from bench.scale import Rate, answer_for, judge
from tests.postgres_server import MISSING


def verdicts(sqlite: float, **postgres: tuple[float, float]) -> dict[str, str]:
    """The verdict on so many answers a second and so busy a machine, by processes."""
    rates = {int(name[1:]): [Rate(*rate)] for name, rate in postgres.items()}
    judged = [each for each in judge([Rate(sqlite, 50)], rates) if each.limit is not None]
    return dict(zip(postgres, (each.verdict for each in judged), strict=True))


def test_postgresql_is_held_to_sqlite() -> None:
    assert verdicts(1000, p1=(801, 50), p2=(900, 50)) == {"p1": "PASS", "p2": "PASS"}
    assert verdicts(1000, p1=(799, 50), p2=(900, 50)) == {"p1": "MISS", "p2": "PASS"}
    assert verdicts(1000, p1=(700, 50), p2=(750, 50)) == {"p1": "MISS", "p2": "MISS"}


def test_more_processes_answer_more_until_the_processors_are_full() -> None:
    assert verdicts(1000, p1=(1500, 60), p2=(1400, 99)) == {"p1": "PASS", "p2": "MISS"}
    assert verdicts(1000, p1=(1500, 99), p2=(1400, 99)) == {"p1": "PASS", "p2": "PASS"}
    assert verdicts(1000, p1=(1500, 60), p2=(1600, 99), p4=(1550, 99)) == {
        "p1": "PASS", "p2": "PASS", "p4": "PASS",
    }  # fmt: skip


@pytest.mark.long
def test_people_answer_until_the_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    url = f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}"
    assert asyncio.run(answer_for(url, 1, 0.01)) > 0
    assert scale.READY in capsys.readouterr().out.splitlines()


def test_without_postgresql_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scale, "find_programs", lambda: None)
    monkeypatch.setattr(sys, "argv", ["bench.scale"])
    assert scale.main() == 1
    assert MISSING in capsys.readouterr().out
