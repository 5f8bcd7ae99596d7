"""Waymark's shared ground: contracts, bus, database, HTTP and the runner that all four services stand on."""
