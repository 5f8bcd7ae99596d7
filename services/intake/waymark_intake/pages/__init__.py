"""Intake's pages: the public form by which people ask for help themselves, and a sender's view of its referrals."""
