"""Screening: what is decided when a referral comes, is corrected or is taken back, for every agency."""
