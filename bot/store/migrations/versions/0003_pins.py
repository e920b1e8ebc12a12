"""The messages that are kept up to date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table."""
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
            "refused IN ('access', 'rights', 'archived', 'unfit')", name=op.f("ck_pin_refused")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_pin")),
    )
    op.create_index("ix_pin_guild_id", "pin", ["guild_id"])
