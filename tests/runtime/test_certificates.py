"""The context that verifies has the certificates of the system, and the other has none."""

import ssl
import subprocess
import sys

from bot.runtime.certificates import load_where_used

LOOK = """
from bot.runtime.certificates import load_where_used
with load_where_used():
    from aiohttp import connector
print(connector._SSL_CONTEXT_VERIFIED.cert_store_stats()["x509"])
print(connector._SSL_CONTEXT_UNVERIFIED.cert_store_stats()["x509"])
"""


def test_aiohttp_loads_certificates_where_they_are_used_and_nowhere_else():
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    usual = ssl.create_default_context().cert_store_stats()["x509"]
    assert done.stdout.split() == [str(usual), "0"]


def test_afterwards_every_context_loads_them_as_ever():
    before = ssl.SSLContext.set_default_verify_paths
    with load_where_used():
        assert ssl.SSLContext.set_default_verify_paths is not before
        assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED
    assert ssl.SSLContext.set_default_verify_paths is before
