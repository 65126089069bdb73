"""Internal notes, canned answers, and how far both sides have read."""

import sqlalchemy as sa
from alembic import op

from frontline.storage.tables import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MARKS = ("delivered_seq", "read_seq", "agent_read_seq")


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "handoff_notes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("handoff_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"]),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("handoff_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handoff_notes_handoff_id"), ["handoff_id"], unique=False)
    op.create_table(
        "canned_answers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in MARKS:
        op.add_column(
            "conversations", sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)
        )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        for name in MARKS:
            batch_op.drop_column(name)
    op.drop_table("canned_answers")
    op.drop_table("handoff_notes")
