"""Until when a quiz that stays open is played; such a quiz keeps no other from its channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Adds the column; no quiz has stayed open so far."""
    op.add_column("quiz", sa.Column("open_until", sa.DateTime(timezone=True)))
    op.drop_index("ix_quiz_running", "quiz")
    op.create_index(
        "ix_quiz_running",
        "quiz",
        ["channel_id"],
        unique=True,
        sqlite_where=sa.text("phase <> 'finished' AND pace <> 'daily' AND open_until IS NULL"),
    )
    op.create_index(
        "ix_quiz_open",
        "quiz",
        ["guild_id"],
        sqlite_where=sa.text("phase <> 'finished' AND open_until IS NOT NULL"),
    )
