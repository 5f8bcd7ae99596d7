"""Exact checks of rules and directory before publishing; each finding names row and cell and says what to do."""
