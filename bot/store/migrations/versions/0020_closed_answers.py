"""The answers of a server that count, in the order in which they were given: for its results."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Makes the index."""
    op.create_index(
        "ix_answer_closed", "answer", ["guild_id"], sqlite_where=sa.text("points IS NOT NULL")
    )
