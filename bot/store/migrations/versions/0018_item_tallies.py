"""How each item went in a server, counted as its questions close; and who stands on no board."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

COUNT = """
    INSERT INTO item_tally (guild_id, item_id, correct, answered)
    SELECT guild_id, item_id, sum(correct), count(*) FROM answer
    WHERE points IS NOT NULL GROUP BY guild_id, item_id
"""


def upgrade() -> None:
    """Makes the table and counts the answers to closed questions; makes an index."""
    op.create_table(
        "item_tally",
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.String(128), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.CheckConstraint("correct BETWEEN 0 AND answered", name=op.f("ck_item_tally_correct")),
        sa.PrimaryKeyConstraint("guild_id", "item_id", name="pk_item_tally"),
    )
    op.execute(COUNT)
    op.create_index(
        "ix_member_hidden", "member", ["person_id"], sqlite_where=sa.text("board = 'hidden'")
    )
