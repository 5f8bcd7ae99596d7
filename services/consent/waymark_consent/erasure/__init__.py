"""Erasing people for good: their keys destroyed, everybody told who keeps something of them (ADR 0032)."""
