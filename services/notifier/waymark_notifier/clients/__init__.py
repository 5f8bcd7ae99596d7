"""The only modules of the notifier that speak to the outside; used by jobs, never inside a transaction."""
