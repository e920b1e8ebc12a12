"""The pins that are being made or removed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "pin_change",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(8), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("page", sa.String(80), nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("revision", sa.String(8), nullable=False),
        sa.CheckConstraint(
            "step IN ('post', 'pin', 'unpin', 'delete')", name=op.f("ck_pin_change_step")
        ),
        sa.CheckConstraint("level IN ('plain', 'clinical')", name=op.f("ck_pin_change_level")),
        sa.CheckConstraint(
            "step IN ('post', 'delete') OR message_id IS NOT NULL",
            name=op.f("ck_pin_change_message_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pin_change")),
    )
