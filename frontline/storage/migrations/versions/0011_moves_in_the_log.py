"""Where in the log a conversation went on in another channel."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    with op.batch_alter_table("channel_moves") as table:
        table.add_column(sa.Column("seq", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("channel_moves") as table:
        table.drop_column("seq")
