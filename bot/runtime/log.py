"""The log: one line per event, in colours on a terminal or as JSON in a container.

discord.py and everything else that uses the standard library's logging is formatted alike. Secrets
are removed from the finished line, traces included, whoever wrote it.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from functools import partial
from types import TracebackType
from typing import Any

import structlog

from bot.runtime.log_lines import REDACTED, ConsoleLines, redact, render_json
from bot.runtime.log_writer import LogWriter

log = structlog.get_logger(__name__)


class LineLogger:
    """What structlog's loggers end in: it hands the values of each line to the writer."""

    def __init__(self, writer: LogWriter, name: str = "root") -> None:
        self.name = name
        self.debug = self.info = self.warning = self.error = self.critical = writer.add


def complete(logger: LineLogger, level: str, values: Any) -> Any:  # noqa: ANN401 - structlog's
    """Add what every line tells, as the last of structlog's processors."""
    values["level"] = level
    values["logger"] = logger.name
    values["timestamp"] = time.time()
    if error := values.get("exc_info"):
        is_exception = isinstance(error, BaseException)
        found = (type(error), error, error.__traceback__) if is_exception else sys.exc_info()
        values["exc_info"] = error if isinstance(error, tuple) else found
    return (values,), {}


class LineHandler(logging.Handler):
    """Hands the records of the standard library's logging to the writer."""

    def __init__(self, writer: LogWriter) -> None:
        super().__init__()
        self._writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        try:
            # Now: what it is made of may change until it is written.
            event = record.getMessage()
        except Exception:  # noqa: BLE001 - whatever a record is made of
            self.handleError(record)
            return
        values = {
            "event": event,
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": record.created,
        }
        self._writer.add(values | {"exc_info": record.exc_info} if record.exc_info else values)


def shorten_connection_errors(record: logging.LogRecord) -> bool:
    """Replace the trace of a lost connection by its last line: it says no more, and is common."""
    error = record.exc_info[1] if record.exc_info else None
    if record.name == "discord.shard" and error is not None:
        record.msg = f"{record.getMessage()} ({type(error).__name__}: {error})"
        record.args = record.exc_info = None
    return True


def hide_people(record: logging.LogRecord) -> bool:
    """Leave out for whom suggestions failed: discord.py names the server and the person."""
    if record.name == "discord.app_commands.tree" and isinstance(record.args, tuple):
        record.args = (*record.args[:1], *(REDACTED for _ in record.args[1:]))
    return True


def log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Log what ends the process, so that it passes the filter of secrets like any other line."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("uncaught error", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        log_uncaught(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)


def configure_logging(level: str, form: str, secret: str = "") -> LogWriter:
    """Send all logging to standard error, and what nobody catches as well; return its writer.

    ``level`` is a level of the standard library; ``form`` is ``console`` or ``json``; ``secret`` is
    the bot token. discord.py and the database's driver log nothing below INFO, since at DEBUG they
    write down who asked for what.
    """
    render = render_json if form == "json" else ConsoleLines(colours=sys.stderr.isatty())
    writer = LogWriter(sys.stderr, render, partial(redact, secret=secret))
    structlog.configure(
        processors=[complete],
        # Of a level that is not logged, nothing is done at all.
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=partial(LineLogger, writer),
        cache_logger_on_first_use=False,
    )
    # No line shows these, and finding them out costs time for each record.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = LineHandler(writer)
    handler.addFilter(shorten_connection_errors)
    handler.addFilter(hide_people)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("discord", "aiosqlite"):
        logging.getLogger(name).setLevel(max(root.level, logging.INFO))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    return writer
