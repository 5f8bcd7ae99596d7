"""Alembic revisions of schema `intake`, in order. Not here: table definitions for queries (tables.py)."""
