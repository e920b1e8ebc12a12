"""Questions that were missed so often that they are set aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Adds the column; none is set aside so far."""
    op.add_column("memory", sa.Column("set_aside_at", sa.DateTime(timezone=True)))
