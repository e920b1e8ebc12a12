"""Steps find their size by how long they take."""

from bot.store.slices import FIRST, LONG, Slices


def test_steps_that_take_no_time_grow_up_to_the_most() -> None:
    slices = Slices(100)
    sizes = []
    for _ in range(4):
        sizes.append(slices.rows)
        slices.note(0)
    assert sizes == [FIRST, 2 * FIRST, 100, 100]


def test_steps_that_take_long_shrink_to_a_single_row() -> None:
    slices = Slices(100)
    for _ in range(10):
        slices.note(2 * LONG)
    assert slices.rows == 1


def test_steps_that_take_as_long_as_they_should_stay() -> None:
    slices = Slices(100)
    slices.note(LONG / 2)
    assert slices.rows == FIRST


def test_no_step_is_larger_than_the_most() -> None:
    assert Slices(3).rows == 3


def test_a_timed_step_gives_its_result() -> None:
    slices = Slices(100)
    assert slices.timed(lambda _: "done")(None) == "done"  # type: ignore[arg-type]
