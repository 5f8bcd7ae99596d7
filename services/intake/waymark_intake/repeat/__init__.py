"""People who come again: comparing, linking without merging, and undoing it."""
