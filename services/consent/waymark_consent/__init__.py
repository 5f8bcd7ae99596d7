"""Consent: may this be shared, what of it and with whom; keeper of agencies, agreements, the vault and the log."""
