"""The real bot, and a party in one of its channels."""

from tests.features.conftest import (  # noqa: F401  fixtures
    ana,
    ben,
    channel,
    guild,
    library,
    logged,
    make_bot,
    party,
    pytest_configure,
    simcord_bot,
)
