"""Alembic's entry: runs in the connection and the transaction that ``schema`` began."""

from __future__ import annotations

from alembic import context

from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes a column only by making the table anew.
    render_as_batch=True,
    # All migrations are one transaction, which is not Alembic's to commit.
    transactional_ddl=False,
    on_version_apply=context.config.attributes["on_version_apply"],
)
context.run_migrations()
