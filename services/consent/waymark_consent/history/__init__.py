"""History read back: counts for the operator, and disclosures that should not have been."""
