"""Refusals in a row, and more that may be wrong with a pin."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# Written out, because SQLite's ALTER TABLE takes a constraint only together with its column.
COLUMNS = (
    ("member", "reminder_refusals INTEGER DEFAULT 0 NOT NULL"),
    ("guild", "daily_refusals INTEGER DEFAULT 0 NOT NULL"),
    (
        "guild",
        "daily_failed BOOLEAN DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_guild_daily_failed CHECK (daily_failed IN (0, 1))",
    ),
)
REASONS = ("access", "rights", "archived", "embeds", "unpinned", "blocked", "unfit")


def upgrade() -> None:
    """Adds the counts, and makes the table of pins anew: SQLite changes no constraint."""
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.rename_table("pin", "pin_before")
    op.create_table(
        "pin",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("page", sa.String(80), nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("revision", sa.String(8), nullable=False),
        sa.Column("refused", sa.String(16)),
        sa.CheckConstraint("level IN ('plain', 'clinical')", name=op.f("ck_pin_level")),
        sa.CheckConstraint(
            f"refused IN ({', '.join(map(repr, REASONS))})", name=op.f("ck_pin_refused")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_pin")),
    )
    columns = "message_id, channel_id, guild_id, page, level, revision, refused"
    op.execute(f"INSERT INTO pin ({columns}) SELECT {columns} FROM pin_before")  # noqa: S608
    op.drop_table("pin_before")
    op.create_index("ix_pin_guild_id", "pin", ["guild_id"])
