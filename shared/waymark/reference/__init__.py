"""Compact public tables: districts, offence codes, coded lists. No personal data, no rules."""
