"""What a sender needs to prove that all it sent was received: a day's list, and its own list compared with ours."""
