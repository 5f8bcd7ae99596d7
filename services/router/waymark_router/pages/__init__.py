"""Pages of the router; none yet."""
