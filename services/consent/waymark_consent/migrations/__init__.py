"""Alembic revisions of schema `consent`."""
