"""Servers and people's preferences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the first two tables."""
    op.create_table(
        "guild",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True)),
        sa.Column("default_level", sa.String(8)),
        sa.Column("private_default", sa.Boolean()),
        sa.CheckConstraint(
            "default_level IN ('plain', 'clinical')", name=op.f("ck_guild_default_level")
        ),
        sa.CheckConstraint("private_default IN (0, 1)", name=op.f("ck_guild_private_default")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guild")),
    )
    op.create_table(
        "member",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("level", sa.String(8)),
        sa.Column("private", sa.Boolean()),
        sa.Column("text_only", sa.Boolean(), nullable=False),
        sa.CheckConstraint("level IN ('plain', 'clinical')", name=op.f("ck_member_level")),
        sa.CheckConstraint("private IN (0, 1)", name=op.f("ck_member_private")),
        sa.CheckConstraint("text_only IN (0, 1)", name=op.f("ck_member_text_only")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_member")),
    )
