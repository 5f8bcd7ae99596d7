"""Pages of intake live here: none yet. The REST door is api.py."""
