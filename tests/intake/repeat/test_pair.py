"""Two referrals that may be about one person: where such a pair may go."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tests.builders.referral import AT
from waymark_intake.repeat.pair import Judgement, Pair, PairMoved, PairState, judged

PAIR = Pair(uuid4(), uuid4(), uuid4(), PairState.OPEN, 1, 5.0, "2026-11", {}, {}, (), AT)


@pytest.mark.parametrize(
    ("state", "judgement", "reached"),
    [
        (PairState.OPEN, Judgement.SAME, PairState.CONFIRMED),
        (PairState.OPEN, Judgement.DIFFERENT, PairState.REJECTED),
        (PairState.OPEN, Judgement.NOT_SURE, PairState.UNSURE),
        (PairState.UNSURE, Judgement.SAME, PairState.CONFIRMED),
        (PairState.LINKED, Judgement.UNDO, PairState.UNDONE),
        (PairState.LINKED, Judgement.SAME, PairState.CONFIRMED),
        (PairState.CONFIRMED, Judgement.UNDO, PairState.UNDONE),
        (PairState.UNDONE, Judgement.SAME, PairState.CONFIRMED),
        (PairState.REJECTED, Judgement.SAME, PairState.CONFIRMED),
    ],
)
def test_a_judgement_moves_a_pair(state: PairState, judgement: Judgement, reached: PairState) -> None:
    assert judged(replace(PAIR, state=state), judgement, version=1) is reached


@pytest.mark.parametrize(
    ("state", "judgement", "version"),
    [
        (PairState.OPEN, Judgement.SAME, 2),
        (PairState.OPEN, Judgement.UNDO, 1),
        (PairState.REJECTED, Judgement.UNDO, 1),
        (PairState.CONFIRMED, Judgement.SAME, 1),
        (PairState.UNSURE, Judgement.NOT_SURE, 1),
    ],
)
def test_what_somebody_decided_in_between_is_not_decided_over(
    state: PairState, judgement: Judgement, version: int
) -> None:
    with pytest.raises(PairMoved):
        judged(replace(PAIR, state=state), judgement, version=version)


def test_a_pair_says_what_may_be_said_of_it() -> None:
    assert PAIR.next() == (Judgement.SAME, Judgement.DIFFERENT, Judgement.NOT_SURE)
    assert replace(PAIR, state=PairState.REJECTED).next() == (Judgement.SAME,)
