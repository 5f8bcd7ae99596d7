"""Marks words that the form shows, so that they are collected for translation (ADR 0025). Not here: any translation."""


def marked(words: str) -> str:
    """The words themselves; `pybabel extract` finds this name."""
    return words
