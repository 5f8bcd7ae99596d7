"""What consent keeps outside its database."""
