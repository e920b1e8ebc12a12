"""A PostgreSQL server for tests: Debian's, on loopback, in a folder that goes with it.

It ends with the process that started it, however that ends. Nothing is synced to the disk, unless a
test is about what survives.
"""

import itertools
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

VERSIONS = Path("/usr/lib/postgresql")
MISSING = "needs PostgreSQL: apt-get install postgresql"
CEILING = 120.0
"""Seconds after which a server that has not started will not."""
USER = "postgres"
STANDBY = "imnm_standby"
"""As which a standby follows its primary."""
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=4GB")
"""With these a commit costs nothing; ``synchronous_commit`` is switched on again by the bot."""

_numbers = itertools.count(1)


def find_programs() -> Path | None:
    """Return the folder of the newest server that is installed; None if there is none."""
    found = sorted(VERSIONS.glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]))
    return found[-1].parent if found else None


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


class PostgresServer:
    """One server; ``url`` is the address of its database of that name."""

    def __init__(self, settings: Sequence[str] = FAST) -> None:
        programs = find_programs()
        assert programs is not None, MISSING
        self.programs = programs
        self.folder = Path(mkdtemp(prefix="imnm-postgres-"))
        self.data = self.folder / "data"
        self.port = free_port()
        self.settings = list(settings)
        self._process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(self.folder, USER, USER)

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://{USER}@127.0.0.1:{self.port}/{name}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """Make a database for one test, as another is; give its address."""
        name = f"test_{next(_numbers)}"
        self.query(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield self.url(name)
        self.query(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, program: str, *arguments: str) -> str:
        """Run one of PostgreSQL's programs as its user, and return what it prints."""
        done = subprocess.run(
            [*self._as_user(), str(self.programs / program), *arguments],
            check=True,
            capture_output=True,
            text=True,
            cwd=self.folder,
            timeout=CEILING,
        )
        return done.stdout

    def query(self, sql: str, name: str = "postgres") -> str:
        """Run SQL with ``psql``, and return what it prints, bare."""
        where = f"host=127.0.0.1 port={self.port} user={USER} dbname={name}"
        return self.run("psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", sql, where)

    def create(self) -> None:
        """Make an empty cluster."""
        self.run(
            "initdb", "-D", str(self.data), "-U", USER, "--auth=trust", "--no-sync",
            "--encoding=UTF8", "--locale=C",
        )  # fmt: skip

    def start(self) -> None:
        options = [
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "log_min_messages=warning",
            *self.settings,
        ]
        command = [*self._as_user(), str(self.programs / "postgres"), "-D", str(self.data)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *(part for option in options for part in ("-c", option))],
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        self.wait()

    def copy_to(self, standby: "PostgresServer") -> None:
        """Make another server, which was not created yet, follow this one once it starts."""
        where = f"host=127.0.0.1 port={self.port} user={USER} application_name={STANDBY}"
        self.run(
            "pg_basebackup", "-D", str(standby.data), "-d", where, "--write-recovery-conf",
            "--checkpoint=fast", "--no-sync",
        )  # fmt: skip

    def commit_with_standby(self) -> None:
        """Acknowledge nothing from now on that the standby, which runs, has not got."""
        self.query(f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
        self.query("SELECT pg_reload_conf()")
        deadline = time.monotonic() + CEILING
        while "sync" not in self.query("SELECT sync_state FROM pg_stat_replication").split():
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)

    def promote(self) -> None:
        """Make a standby the primary."""
        self.run("pg_ctl", "promote", "-D", str(self.data), "-w")

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + CEILING
        while True:
            try:
                self.query("SELECT 1")
            except subprocess.CalledProcessError:
                assert self._process is None or self._process.poll() is None, self.log()
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.05)
            else:
                return

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def stop(self, mode: str = "immediate") -> None:
        if self._process is not None and self._process.poll() is None:
            self.run("pg_ctl", "stop", "-D", str(self.data), "-m", mode, "-w")
            self._process.wait(CEILING)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _as_user() -> list[str]:
        """How to run what refuses to run as root, and ends with the thread that started it."""
        ends_with_us = ["setpriv", "--pdeathsig", "QUIT"]
        if os.geteuid() != 0:
            return ends_with_us
        return [*ends_with_us, "--reuid", USER, "--regid", USER, "--clear-groups"]


@contextmanager
def running_pair() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    """Start a primary and a standby that gets all that is acknowledged; remove both at the end."""
    with running_server() as primary:
        standby = PostgresServer()
        try:
            primary.copy_to(standby)
            standby.start()
            primary.commit_with_standby()
            yield primary, standby
        finally:
            standby.remove()


@contextmanager
def running_server(settings: Sequence[str] = FAST) -> Iterator[PostgresServer]:
    """Start a new server, and remove it at the end."""
    server = PostgresServer(settings)
    try:
        server.create()
        server.start()
        yield server
    finally:
        server.remove()
