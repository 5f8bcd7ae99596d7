"""The three facts that leave intake of somebody being known."""

from tests.builders.referral import some_facts
from waymark.words import Answer, Flag, Need, SubjectRole
from waymark_intake.repeat.counted import Known, is_of_victim, with_known

TWICE = Known(referrals=2, as_victim=1, is_open_with_provider=True)


def test_a_victim_who_was_one_before_is_a_repeat_victim() -> None:
    facts = with_known(some_facts(flags=(Flag.HIGH_RISK,)), TWICE)
    assert facts.flags == (Flag.HIGH_RISK, Flag.REPEAT_VICTIM)
    assert facts.flags_found == (Flag.REPEAT_VICTIM,)
    assert (facts.referrals_last_12_months, facts.open_with_provider) == (2, Answer.YES)


def test_what_the_sender_said_already_is_not_said_twice() -> None:
    assert with_known(some_facts(flags=(Flag.REPEAT_VICTIM,)), TWICE).flags == (Flag.REPEAT_VICTIM,)
    assert with_known(some_facts(flags=(Flag.REPEAT_VICTIM,)), Known()).flags == (Flag.REPEAT_VICTIM,)
    assert with_known(some_facts(flags=(Flag.REPEAT_VICTIM,)), TWICE).flags_found == ()


def test_a_supporter_and_whoever_uses_substances_are_no_repeat_victims() -> None:
    assert not is_of_victim(some_facts(subject=SubjectRole.SUPPORTER))
    assert not is_of_victim(some_facts(needs=(Need.ALCOHOL, Need.OPIATES)))
    assert is_of_victim(some_facts(needs=(Need.ALCOHOL, Need.COUNSELLING)))
    assert with_known(some_facts(needs=(Need.ALCOHOL,)), TWICE).flags == ()


def test_who_was_compared_with_nobody_has_no_number() -> None:
    assert with_known(some_facts(), None) == some_facts()
    assert with_known(some_facts(), Known()).referrals_last_12_months == 0
