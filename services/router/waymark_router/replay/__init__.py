"""Past decisions decided again by night: every record must come out as the same bytes."""
