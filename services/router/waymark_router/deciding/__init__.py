"""One decision: who is told by duty, who is asked, what the desk gets, and why it came out so."""
