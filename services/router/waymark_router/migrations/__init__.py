"""Alembic revisions of schema `router`."""
