"""The bench as a program: what fails is a miss, and the numbers can be read again."""

import json
import sys
from types import SimpleNamespace

import pytest

from bench import __main__ as program
from bench.measures import Measure, of_runs


def fake(monkeypatch: pytest.MonkeyPatch, **parts) -> None:
    monkeypatch.setattr(program, "PARTS", tuple(parts))
    monkeypatch.setattr(
        program,
        "import_module",
        lambda name: SimpleNamespace(measure=parts[name.removeprefix("bench.")]),
    )


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bench", *words])
    return program.main()


def test_a_part_that_fails_is_a_miss_and_the_others_are_measured(
    monkeypatch, tmp_path, capsys
) -> None:
    def fail() -> list[Measure]:
        raise TimeoutError("it took\ntoo long")

    fake(monkeypatch, broken=fail, fine=lambda: [Measure("answers", 1, "")])
    file = tmp_path / "deep" / "bench.json"
    assert run(monkeypatch, "--json", str(file)) == 1
    shown = capsys.readouterr().out
    assert "not measured: TimeoutError it took" in shown
    assert "Traceback" not in shown
    broken, fine = json.loads(file.read_text())["measures"]
    assert (broken["verdict"], fine["verdict"], fine["value"]) == ("MISS", "", 1)


def test_what_reaches_its_target_passes(monkeypatch, tmp_path, capsys) -> None:
    fake(monkeypatch, fine=lambda: [of_runs("p99", [3, 1, 2], "ms", limit=2, target="2 ms")])
    assert run(monkeypatch, "--json", str(tmp_path / "bench.json")) == 0
    assert "PASS" in capsys.readouterr().out


def test_a_press_is_held_to_the_bare_floor_of_the_same_run() -> None:
    card = Measure(program.CARD, 1.0, "ms", floor=2.0)
    press, slow = Measure(program.PRESS, 2.2, "ms"), Measure(program.PRESS, 2.3, "ms")
    assert [each.missed for each in program.judge_presses([card, press])] == [False, False]
    assert program.judge_presses([card, slow])[1].missed
    assert program.judge_presses([slow]) == [slow]


def test_a_base_is_measured_by_turns_and_shown_beside(monkeypatch, tmp_path, capsys) -> None:
    turns = []

    def in_process(part, tree):
        turns.append((part, tree))
        value = 4.0 if tree == "base" else 2.0
        return [Measure(part, value, "ms"), program.not_measured(f"{part} 2", "no such name")]

    class Folder:
        def __init__(self, commit):
            self.name = "here" if commit is None else "base"

        def __enter__(self):
            return self.name

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(program, "checked_out", Folder)
    monkeypatch.setattr(program, "in_process", in_process)
    fake(monkeypatch, cards=None, crowd=None)
    run(monkeypatch, "--base", "main~3", "--json", str(tmp_path / "bench.json"))
    assert turns == [(part, tree) for part in ("cards", "crowd") for tree in ("base", "here")]
    assert "-50 %" in capsys.readouterr().out
    assert {file.name for file in tmp_path.iterdir()} == {"bench.json", "bench.base.json"}
