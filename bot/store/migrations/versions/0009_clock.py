"""When the clock was last believed, and which version has last deleted what was old."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the table; its row comes with the next start."""
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pruned_by", sa.String(32)),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_only")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
