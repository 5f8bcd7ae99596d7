"""The match record of a referral: whom it is about, sealed, with the traces they are found by. Not here: matching."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """One person of one referral as the index keeps them: traces, and the rest sealed under the key so named.

    `is_apart` says that law or safety keeps the referral from being compared with others without a recorded basis,
    `is_victim` that it is about a victim.
    """

    sealed: bytes
    key_id: int
    traces: tuple[int, ...]
    is_apart: bool = False
    is_victim: bool = True
