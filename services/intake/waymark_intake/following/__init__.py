"""What a sender may know of its referral: where each part stands, what happened, what is asked of it."""
