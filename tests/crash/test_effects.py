"""Steps, corrections and withdrawals that were answered ok count, once."""

from collections import Counter
from uuid import UUID, uuid4

import pytest

from tests.crash.effects import corrected, steps_taken, withdrawn
from tests.crash.history import Outcome, Step, Word
from waymark.ledger import Ledger

ONE = uuid4()


def said(kind: str, **outcomes: int) -> dict[UUID, Word]:
    word = Word()
    word.outcomes[kind].update({Outcome(name): times for name, times in outcomes.items()})
    return {ONE: word}


def test_a_step_answered_ok_is_there_once() -> None:
    step = Step(ONE, "accept", 1, Outcome.OK)
    assert steps_taken([step], Counter({(ONE, "accept", 2): 1})) == []
    assert steps_taken([step], Counter())[0].invariant == "I1"
    assert steps_taken([step], Counter({(ONE, "accept", 2): 2}))[0].invariant == "I3"


def test_an_unclear_step_may_be_there_or_not() -> None:
    step = Step(ONE, "accept", 1, Outcome.UNKNOWN)
    assert steps_taken([step], Counter()) == []
    assert steps_taken([step], Counter({(ONE, "accept", 2): 1})) == []


@pytest.mark.parametrize(("version", "is_right"), [(1, False), (2, True), (3, True), (4, False)])
def test_a_correction_counts_at_least_where_ok_and_at_most_where_unclear(version: int, is_right: bool) -> None:
    words = said("correct", ok=1, unknown=1, fail=3)
    assert (corrected(words, {ONE: (version, version)}) == []) is is_right


def test_consent_must_have_the_version_intake_has() -> None:
    assert corrected(said("correct", ok=1), {ONE: (2, 1)})[0].invariant == "I8"


def test_a_referral_nobody_corrected_has_its_first_version() -> None:
    assert corrected({}, {ONE: (1, 1)}) == []
    assert corrected({}, {ONE: (2, 2)})[0].invariant == "I2"


def test_what_was_withdrawn_is_open_nowhere() -> None:
    still = {"router": Ledger(), "notifier": Ledger({}, {(ONE, "sav_adult"): ("lantern-sav",)})}
    assert withdrawn(said("withdraw", ok=1), still)[0].referral_id == ONE
    assert withdrawn(said("withdraw", unknown=1), still) == []
    assert withdrawn(said("withdraw", ok=1), {"router": Ledger()}) == []
