"""How much is tried: everything in `.ci/run`, in `make test` what two minutes have time for."""

import os

SHARE = 4
NOTHING_MISSING = bool(os.environ.get("IMNM_NO_SKIPS"))
"""Whether a test fails that is skipped for want of a program or of `../shared`."""
THOROUGH = NOTHING_MISSING or bool(os.environ.get("IMNM_LONG"))
"""Whether nothing is left out because it takes long."""


def examples(count: int) -> int:
    """Return `count` where nothing is left out, else a quarter of it."""
    return count if THOROUGH else count // SHARE
