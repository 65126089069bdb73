"""What routing knows of agents and of those who wait."""

import sqlalchemy as sa
from alembic import op

from frontline.storage.tables import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    for column in (
        sa.Column("known_agent_id", sa.Integer(), nullable=True),
        sa.Column("wanted_agent_id", sa.Integer(), nullable=True),
        sa.Column("front", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=True),
    ):
        op.add_column("handoffs", column)
    op.execute("UPDATE handoffs SET queued_at = requested_at")
    for column in (
        sa.Column("available", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("deactivated_at", UtcDateTime(), nullable=True),
    ):
        op.add_column("agents", column)


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("agents", schema=None) as batch_op:
        for name in ("deactivated_at", "seen_at", "capacity", "available"):
            batch_op.drop_column(name)
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        for name in ("queued_at", "front", "wanted_agent_id", "known_agent_id"):
            batch_op.drop_column(name)
