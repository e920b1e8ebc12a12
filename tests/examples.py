"""How many examples a property is tried with: all of them in `.ci/run`, a part in `make test`."""

import os

SHARE = 4
THOROUGH = bool(os.environ.get("IMNM_NO_SKIPS"))
"""Whether nothing may be left out."""


def examples(count: int) -> int:
    """Return `count` where nothing may be left out, else a quarter of it."""
    return count if THOROUGH else count // SHARE
