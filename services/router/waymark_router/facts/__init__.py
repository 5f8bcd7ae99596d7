"""Facts: what the router may know of a referral, the words for each, and what follows from them."""
