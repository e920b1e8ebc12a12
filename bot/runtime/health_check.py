"""``imnm-bot health``: the check that a container makes of a running bot every half minute.

It loads nothing of the bot, which would cost a second of computing and 90 MB each time.
"""

from __future__ import annotations

import http.client
from ipaddress import ip_address

from bot.errors import BotError

LOOPBACK = {4: "127.0.0.1", 6: "::1"}
PATIENCE = 3.0
"""Seconds that a health check may take."""
MOST_READ = 1000
"""Bytes of the answer that are shown; the bot's own has fewer."""


class HealthError(BotError):
    """The port cannot be used, or no bot answers there. The text is one plain sentence."""


def check_health(port: int, host: str) -> None:
    """Raise :class:`HealthError` unless a bot that listens there can do its work.

    That it is alive says too little: one that never reaches Discord is alive as well.
    """
    address = ip_address(host)
    if address.is_unspecified:
        host = LOOPBACK[address.version]
    # Not urllib: it would go through a proxy that the environment names.
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/readyz")
        # It holds the socket as well, until it is closed or read to its end.
        with connection.getresponse() as answer:
            status, said = answer.status, answer.read(MOST_READ).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error) or "no answer"
        raise HealthError(f"No healthy bot at port {port} of {host}: {reason}.") from None
    finally:
        connection.close()
    if status == http.client.SERVICE_UNAVAILABLE:
        missing = ", ".join(said.split("\n")).strip(" ,")
        raise HealthError(f"The bot at port {port} of {host} is not ready: {missing}.")
    if status != http.client.OK:
        raise HealthError(f"No healthy bot at port {port} of {host}: HTTP {status}.")
