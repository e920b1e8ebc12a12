"""How many examples a property is tried with: all of them in `.ci/run`, a part in `make test`."""

import os

SHARE = 4


def examples(count: int) -> int:
    """Return `count` where nothing may be left out, else a quarter of it."""
    return count if os.environ.get("IMNM_NO_SKIPS") else count // SHARE
