"""Access: agencies, members, machine clients, keys, tokens and sign-in; a room of its own that could move out."""
