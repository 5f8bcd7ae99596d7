"""What was answered against what is held: lost, doubled, shared and unexplained are told apart from unknown."""

from uuid import UUID, uuid4

from tests.crash.history import History, Outcome, Submission, Word, compare
from waymark.ledger import Finding, Ledger

ONE, TWO = uuid4(), uuid4()


def accepted(key: str, *ids: UUID) -> Submission:
    return Submission(key, {}, attempts=max(1, len(ids)), ids=list(ids))


def found(*sent: Submission, held: tuple[UUID, ...], resolved: dict[str, UUID] | None = None) -> list[Finding]:
    history = History({one.key: one for one in sent})
    return compare(history, {"intake": Ledger(dict.fromkeys(held, "received"))}, resolved or {})


def test_an_accepted_one_that_is_there_is_right() -> None:
    assert found(accepted("a", ONE), accepted("b", TWO, TWO), held=(ONE, TWO)) == []


def test_an_accepted_one_that_is_gone_is_lost() -> None:
    assert found(accepted("a", ONE), held=()) == [Finding("I1", "accepted under a, and gone", ONE)]


def test_a_key_with_two_referrals_is_doubled() -> None:
    assert found(accepted("a", ONE, TWO), held=(ONE, TWO)) == [Finding("I2", "a became 2 referrals", TWO)]


def test_two_keys_with_one_referral_have_lost_one() -> None:
    assert found(accepted("a", ONE), accepted("b", ONE), held=(ONE,))[0].invariant == "I1"


def test_an_unknown_one_may_be_there_or_not() -> None:
    unknown = Submission("a", {}, attempts=1)
    assert found(unknown, held=(), resolved={"a": TWO}) == []
    assert found(unknown, held=(ONE,), resolved={"a": ONE}) == []


def test_an_unknown_one_may_not_be_there_twice() -> None:
    unknown = Submission("a", {}, attempts=2)
    (twice,) = found(unknown, held=(ONE, TWO), resolved={"a": ONE})
    assert (twice.invariant, twice.referral_id) == ("I2", TWO)


def test_a_refused_one_may_not_be_there() -> None:
    refused = Submission("a", {}, attempts=1, failed=1)
    assert found(refused, held=(ONE,))[0].invariant == "I2"


def test_how_a_submission_ended() -> None:
    assert Submission("a", {}).outcome is Outcome.UNKNOWN
    assert Submission("a", {}, attempts=2, failed=1).outcome is Outcome.UNKNOWN
    assert Submission("a", {}, attempts=1, failed=1).outcome is Outcome.FAIL
    assert accepted("a", ONE).outcome is Outcome.OK


def test_how_often_something_said_must_and_may_count() -> None:
    word = Word()
    word.outcomes["correct"].update({Outcome.OK: 2, Outcome.UNKNOWN: 1, Outcome.FAIL: 5})
    assert (word.least("correct"), word.most("correct")) == (2, 3)
