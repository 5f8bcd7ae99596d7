"""Alembic revisions of schema `notifier`, NNNN_{before|after}_<what>.py."""
