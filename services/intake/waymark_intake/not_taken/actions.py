"""Counting what a sender is refused and what it sends again, in the transaction handed in. Not here: which doors do."""

from collections.abc import Iterable

from waymark.db import Transaction
from waymark.errors import Refused
from waymark_intake.not_taken import store
from waymark_intake.not_taken.refusal import Sending, is_counted, refusal_of, sending_of
from waymark_intake.referral import RecordKind, Submission


def count_refused(tx: Transaction, refused: Iterable[tuple[Refused, Sending]]) -> None:
    """Count the refusals that say something of a record, with their faults."""
    store.add_refusals(tx, [refusal_of(one, sending) for one, sending in refused if is_counted(one)])


def count_repeated(tx: Transaction, repeated: Iterable[Submission]) -> None:
    """Count records that were sent again unchanged; people who ask for themselves are counted nowhere."""
    store.add_repeats(
        tx,
        [sending_of(s.sender, s.subject, tx.now, team=s.team) for s in repeated if s.kind is not RecordKind.SELF],
    )
