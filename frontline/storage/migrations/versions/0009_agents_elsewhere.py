"""Which accounts are those of agents in another company's helpdesk, who cannot sign in with us."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

HELPDESKS = ("chatwoot", "helpdesk")
"""Under these names accounts were made so far."""


def upgrade() -> None:
    """To this version."""
    op.add_column("agents", sa.Column("helpdesk", sa.String(length=32), nullable=True))
    agents = sa.table("agents", sa.column("helpdesk"), sa.column("username"), sa.column("skills", sa.Text()))
    for name in HELPDESKS:
        theirs = sa.and_(agents.c.username.like(f"{name}-%"), sa.cast(agents.c.skills, sa.Text()) == "[]")
        op.execute(agents.update().where(theirs).values(helpdesk=name))


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("agents", schema=None) as batch_op:
        batch_op.drop_column("helpdesk")
