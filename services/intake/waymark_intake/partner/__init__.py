"""Partner records: their kinds and shape, the person in them, and the canonical referral they become."""
