"""Alembic's script environment, the same for every service: waymark.migrate hands it an open connection."""

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    version_table_schema=attributes["schema"],
    include_schemas=False,
)
with context.begin_transaction():
    context.run_migrations()
