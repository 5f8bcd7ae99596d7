"""Need to know: which agency has a referral in hand, as the router and the providers' queues told it (ADR 0009)."""
