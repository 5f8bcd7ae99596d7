"""The doors by which a second person lets be shown what a feed tells."""
