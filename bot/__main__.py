"""``python -m bot`` and ``imnm-bot``: the command line, with signals held before it is loaded."""

import sys

from bot.runtime.signals import hold

LASTING = {"run": True, "preview": False}
"""The verbs that run until a signal ends them, and whether SIGHUP reads the deck again."""

if sys.argv[1:2] and sys.argv[1] in LASTING:
    hold(reloads=LASTING[sys.argv[1]])

from bot.cli import main  # noqa: E402 - only now: it takes seconds

if __name__ == "__main__":
    sys.exit(main())
