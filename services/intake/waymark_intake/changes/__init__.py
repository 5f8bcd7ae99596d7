"""What changed of a sender's referrals since it last asked: one address to poll instead of one per referral."""
