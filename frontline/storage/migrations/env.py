"""How alembic reaches our database: over the connection that `Database.migrate` passes in."""

from alembic import context

from frontline.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
