"""What every sender's record has in common: the person, the circumstances, needs, age, and who it is about."""
