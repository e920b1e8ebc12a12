"""The real bot in a simulated Discord."""

from tests.features.conftest import (  # noqa: F401  fixtures
    ana,
    channel,
    guild,
    library,
    logged,
    make_bot,
    simcord_bot,
)
