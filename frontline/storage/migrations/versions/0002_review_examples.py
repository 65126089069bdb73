"""Messages for trainers to review."""

import sqlalchemy as sa
from alembic import op

from frontline.storage.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "review_examples",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("guesses", sa.JSON(), nullable=False),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("skipped_at", UtcDateTime(), nullable=True),
        sa.Column("intent", sa.String(length=64), nullable=True),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["reviewed_by"], ["agents.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("review_examples", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_review_examples_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_review_examples_state"), ["state"], unique=False)


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("review_examples", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_examples_state"))
        batch_op.drop_index(batch_op.f("ix_review_examples_conversation_id"))

    op.drop_table("review_examples")
