"""The revisions of the tables, and what brings a database from each to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, text

MIGRATIONS = Path(__file__).with_name("migrations")


def known_revisions() -> tuple[str, ...]:
    """Return the migrations of this version, oldest first: the digits their files begin with."""
    return tuple(sorted(file.stem[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def record_revision(connection: Connection, revision: str) -> None:
    """Make Alembic's table in a database that was created straight from the tables."""
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute(
        text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision}
    )


def run_migrations(
    connection: Connection, revision: str = "head", applied: Callable[[int], object] = int
) -> None:
    """Run Alembic up to ``revision`` inside the transaction of ``connection``.

    After each migration ``applied`` is called with its number.
    """
    from alembic import command  # noqa: PLC0415 - slow to import, and seldom needed
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["on_version_apply"] = lambda step, **_: applied(int(step.up_revision_id))
    command.upgrade(config, revision)
