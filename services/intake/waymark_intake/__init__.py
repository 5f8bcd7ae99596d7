"""Intake: turns a sender's record into one canonical referral, or into a clear refusal. Routing is not its business."""
