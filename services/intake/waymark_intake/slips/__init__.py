"""Referral slips: a one-time code on paper that an agency hands over and the person completes later, or does not."""
