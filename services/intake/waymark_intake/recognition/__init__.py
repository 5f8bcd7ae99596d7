"""Recognising a record that was sent before, under whatever key: a repeat, or a correction of what came (ADR 0021)."""
