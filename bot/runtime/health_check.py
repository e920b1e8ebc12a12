"""Asks a running bot over HTTP whether it is alive: what a container does every half minute.

It loads nothing of the bot, which would cost a second of computing and 90 MB each time.
"""

from __future__ import annotations

import http.client
from ipaddress import ip_address

from bot.errors import BotError

LOOPBACK = {4: "127.0.0.1", 6: "::1"}
PATIENCE = 3.0
"""Seconds that a question about the bot's health may take."""


class HealthError(BotError):
    """The address is taken, or nobody answers there. The text is one plain sentence."""


def check_health(port: int, host: str) -> None:
    """Asks the bot that listens there; raises :class:`HealthError` when it is not alive."""
    address = ip_address(host)
    if address.is_unspecified:
        host = LOOPBACK[address.version]
    # Not urllib: it would take the way through a proxy that the environment names.
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        why = (isinstance(error, OSError) and error.strerror) or str(error) or "no answer"
        raise HealthError(f"No healthy bot at port {port} of {host}: {why}.") from None
    finally:
        connection.close()
    if status != http.client.OK:
        raise HealthError(f"No healthy bot at port {port} of {host}: HTTP {status}.")
