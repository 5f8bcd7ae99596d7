"""What intake does, one verb each inside the transaction the edge opened: receive, correct, answer, withdraw, note ...

Not here: what a record means, and sealing, which is done before any transaction (api/sealing.py).
"""

from waymark_intake.actions.answering import answer_referral
from waymark_intake.actions.changing import correct_referral, withdraw_referral
from waymark_intake.actions.erasing import forget_erased
from waymark_intake.actions.noting import note_allocations, note_positions, note_routed
from waymark_intake.actions.receiving import Accepted, KeyReused, receive_referrals

__all__ = [
    "Accepted",
    "KeyReused",
    "answer_referral",
    "correct_referral",
    "forget_erased",
    "note_allocations",
    "note_positions",
    "note_routed",
    "receive_referrals",
    "withdraw_referral",
]
