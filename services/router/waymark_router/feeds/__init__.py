"""Open Referral UK feeds: what others list comes in, what the county has goes out, both for the public alone."""
