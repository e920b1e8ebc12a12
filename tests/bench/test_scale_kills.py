"""What the repeated kill of a process tells of its runs."""

from bench.scale_kills import KILLING, STEADY, Outcome


def test_several_runs_add_up_and_are_told_in_words() -> None:
    first = Outcome(kills=2, acknowledged=300, pauses=[8.0, 9.0], seconds=10.0)
    first.pressed[STEADY], first.pressed[KILLING], first.failed[KILLING] = 100, 50, 7
    second = Outcome(kills=1, acknowledged=100, lost=["(1, 0, 2)"], pauses=[12.0], seconds=5.0)
    second.pressed[STEADY], second.refused[KILLING] = 150, 3

    first.add(second)

    assert first.lines() == [
        "3 kills, 0 replacements of both processes, 15 s, 20 presses a second",
        "answers acknowledged 400, lost 1, doubled or unsound 0",
        "the quiz went on after 9.0 s (median), 12.0 s (most)",
        "presses in between: 250, unanswered 0, told that they were not recorded 0",
        "presses while one was killed: 50, unanswered 7, told that they were not recorded 3",
        "presses while both were replaced: 0, unanswered 0, told that they were not recorded 0",
    ]
