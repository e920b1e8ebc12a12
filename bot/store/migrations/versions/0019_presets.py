"""For how many days a quiz stays open, and a person's quizzes: they begin others like them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Adds the column and the index; of older quizzes that stay open it is not known."""
    op.add_column("quiz", sa.Column("open_days", sa.Integer()))
    op.create_index("ix_quiz_host_id", "quiz", ["host_id"])
