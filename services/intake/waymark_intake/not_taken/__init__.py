"""What a sender sent and what became no referral: refused records by fault, and records sent again unchanged."""
