"""Police records: their shape, the person in them, and the canonical referral they become."""
