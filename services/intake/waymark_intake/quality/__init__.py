"""What is wrong with records: found, weighed, told to the sender, counted. None of it ever stops a referral."""
