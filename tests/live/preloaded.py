"""What a process of the bot imports and reads, for the server from which the tests fork their bots.

A bot of the tests serves the deck of the repository, which is read here once, unless it is given
another folder.
"""

import gc
import sys

# As `bot run` does it, before structlog looks for rich.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]

import uvloop  # noqa: E402, F401

from bot.cli import main  # noqa: E402, F401
from bot.deck.library import Library  # noqa: E402
from bot.deck.model import Deck  # noqa: E402
from bot.runtime.client import ImnmBot  # noqa: E402, F401
from bot.runtime.health import serve_health  # noqa: E402, F401
from bot.runtime.log import configure_logging  # noqa: E402, F401
from bot.runtime.process import keep_running  # noqa: E402, F401
from tests.libraries import real_library  # noqa: E402

_load = Library.load
_real = real_library()
_real.prepare()


def load(library: Library) -> Deck:
    """Take over what was read here; read any other deck from its files, as usual."""
    if (library.folder, library._require_sign_off) != (_real.folder, False):
        return _load(library)
    library._served, library._tried = _real._served, _real._tried
    return library.deck


Library.load = load  # type: ignore[method-assign]
# Nothing of this is garbage, and looking through it would take each bot a tenth of a second.
gc.freeze()
