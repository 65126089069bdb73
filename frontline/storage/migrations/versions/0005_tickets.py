"""Tickets, call backs and effort scores."""

import sqlalchemy as sa
from alembic import op

from frontline.storage.tables import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reference", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("promised_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("callback_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("callback_phone", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("effort_score", sa.Integer(), nullable=True))
        batch_op.create_index("handoffs_by_reference", ["reference"], unique=True)
        batch_op.create_index("handoffs_by_state", ["state"], unique=False)
        batch_op.create_index("handoffs_by_skill", ["skill", "assigned_at"], unique=False)


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        for name in ("handoffs_by_skill", "handoffs_by_state", "handoffs_by_reference"):
            batch_op.drop_index(name)
        for name in ("effort_score", "callback_phone", "callback_at", "promised_at", "reference"):
            batch_op.drop_column(name)
