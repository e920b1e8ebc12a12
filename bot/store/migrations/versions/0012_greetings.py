"""When a server was greeted, so that it is done once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Adds the column; servers that are known already have met the bot."""
    op.add_column("guild", sa.Column("greeted_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE guild SET greeted_at = joined_at")
