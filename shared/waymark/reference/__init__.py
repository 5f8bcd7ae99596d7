"""Compact public tables that several services read: districts and offence codes. No personal data, no rules."""
