"""The only modules of intake that speak to the outside; used by jobs, never inside a transaction."""
