"""The log: one line per event, in colours on a terminal or as JSON in a container.

discord.py and everything else that uses the standard library's logging is formatted alike. Secrets
are removed from the finished line, traces included, whoever wrote it.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from types import TracebackType

import structlog
from structlog.typing import Processor

SECRETS = re.compile(
    r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"  # a bot token, as Discord issues them
    r"|(?<=/interactions/)\d+/[^/\s]+"  # an interaction's or a webhook's token in an address:
    r"|(?<=/webhooks/)\d+/[^/\s?]+"  # whoever has one may answer in the bot's name
    r"|(?<=/members/)\d+|(?<=/users/)\d+"  # people, in what discord.py says of slow requests
)
REDACTED = "[secret]"

log = structlog.get_logger(__name__)


class RedactingFormatter(logging.Formatter):
    """Formats a record with ``inner`` and removes every secret from the line."""

    def __init__(self, inner: logging.Formatter, secret: str) -> None:
        super().__init__()
        self._inner = inner
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        line = self._inner.format(record)
        if self._secret:
            line = line.replace(self._secret, REDACTED)
        return SECRETS.sub(REDACTED, line)


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


def configure_logging(level: str, form: str, secret: str = "") -> None:
    """Send all logging to standard error, and what nobody catches as well.

    ``level`` is a level of the standard library; ``form`` is ``console`` or ``json``; ``secret`` is
    the bot token. discord.py logs nothing below INFO, since at DEBUG it writes down who asked for
    what.
    """
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if form == "json"
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
    # No line shows these, and finding them out costs time for each record.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(formatter, secret))
    handler.addFilter(shorten_connection_errors)
    handler.addFilter(hide_people)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("discord").setLevel(max(root.level, logging.INFO))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = log_uncaught
    threading.excepthook = _log_uncaught_in_thread
