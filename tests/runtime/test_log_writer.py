"""The writer of the log: nobody waits for it, and no error is lost."""

import io
import threading
from functools import partial
from typing import Any

import pytest
import structlog

from bot.runtime import log_writer
from bot.runtime.log import LineLogger, complete
from bot.runtime.log_lines import ConsoleLines, redact
from bot.runtime.log_writer import LogWriter

CEILING = 30.0


class Slow(io.StringIO):
    """A stream whose reader takes nothing until it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.taken = threading.Event(), threading.Event()

    def write(self, text: str) -> int:
        self.asked.set()
        assert self.taken.wait(CEILING)
        return super().write(text)


def writer_to(stream: io.StringIO) -> LogWriter:
    writer = LogWriter(stream, ConsoleLines(colours=False), partial(redact, secret="hunter2"))
    structlog.configure(
        processors=[complete],
        wrapper_class=structlog.make_filtering_bound_logger("INFO"),
        logger_factory=partial(LineLogger, writer),
    )
    return writer


def logger() -> Any:
    return structlog.get_logger("bot.test")


def events(stream: io.StringIO) -> list[str]:
    """What was written, without the time and the columns."""
    return [line.split("] ", 1)[1].split("  ")[0] for line in stream.getvalue().splitlines()]


def test_a_line_is_written_at_once_while_no_thread_does_it() -> None:
    stream = io.StringIO()
    writer_to(stream)
    logger().info("first", token="hunter2")
    assert "token=[secret]" in stream.getvalue()


def test_in_the_background_all_is_written_in_order_by_the_end() -> None:
    stream = io.StringIO()
    with writer_to(stream).in_background():
        for number in range(2000):
            logger().info(f"line {number}")
    logger().info("after")
    assert events(stream) == [*(f"line {number}" for number in range(2000)), "after"]


def test_nobody_waits_for_whoever_reads_the_log() -> None:
    stream = Slow()
    with writer_to(stream).in_background():
        logger().error("an error is written without delay")
        assert stream.asked.wait(CEILING)
        logger().info("and while it is, others log on")
        stream.taken.set()
    assert len(events(stream)) == 2


@pytest.mark.parametrize("level", ["warning", "error", "critical"])
def test_a_full_queue_leaves_out_what_is_no_trouble_and_counts_it(
    monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    monkeypatch.setattr(log_writer, "MOST_WAITING", 10)
    stream = Slow()
    writer = writer_to(stream)
    with writer.in_background():
        logger().error("first")
        assert stream.asked.wait(CEILING)
        for number in range(50):
            logger().info(f"info {number}")
        for number in range(50):
            getattr(logger(), level)(f"trouble {number}")
        stream.taken.set()
        writer.flush(CEILING)
    written = events(stream)
    assert [each for each in written if each.startswith("info")] == [
        f"info {number}" for number in range(10)
    ]
    assert [each for each in written if each.startswith("trouble")] == [
        f"trouble {number}" for number in range(50)
    ]
    assert "log lines left out" in written[-1]
    assert stream.getvalue().endswith("lines=40\n")


def test_a_flush_waits_until_all_is_written_but_not_for_ever() -> None:
    stream = Slow()
    writer = writer_to(stream)
    with writer.in_background():
        logger().info("a line")
        writer.flush(within=0.05)
        assert not stream.getvalue()
        stream.taken.set()
        writer.flush(within=CEILING)
        assert events(stream) == ["a line"]


def test_what_is_not_logged_is_not_rendered() -> None:
    class Shown:
        def __repr__(self) -> str:
            raise AssertionError("rendered")

    stream = io.StringIO()
    writer_to(stream)
    logger().debug("hidden", value=Shown())
    assert not stream.getvalue()


def test_a_value_that_cannot_be_shown_costs_no_other_line() -> None:
    class Broken:
        def __repr__(self) -> str:
            raise LookupError

    stream = io.StringIO()
    with writer_to(stream).in_background():
        logger().error("with a broken value", value=Broken())
        logger().info("and another")
    assert events(stream) == ["with a broken value", "and another"]
    assert "not_shown=LookupError" in stream.getvalue()


def test_a_stream_that_is_gone_ends_nobody() -> None:
    stream = io.StringIO()
    with writer_to(stream).in_background():
        stream.close()
        logger().error("nobody reads this")
    logger().error("or this")
