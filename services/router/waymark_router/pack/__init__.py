"""Pathway packs: a county's rules as one file that another county can read, fit to its own services, and start with."""
