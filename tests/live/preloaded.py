"""What a process of the bot imports, for the server from which the tests fork their bots."""

import sys

# As `bot run` does it, before structlog looks for rich.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]

import uvloop  # noqa: E402, F401

from bot.cli import main  # noqa: E402, F401
from bot.runtime.client import ImnmBot  # noqa: E402, F401
from bot.runtime.health import Health  # noqa: E402, F401
from bot.runtime.log import start_log  # noqa: E402, F401
from bot.runtime.process import keep_running  # noqa: E402, F401
