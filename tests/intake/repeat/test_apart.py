"""Which referrals are compared with no other without a recorded basis."""

import pytest

from tests.builders.person import a_person
from tests.builders.referral import AT, some_facts
from waymark.contracts.person import Person, Risk
from waymark.contracts.referral import Facts
from waymark.words import Answer, ExploitationType, Flag, Need, OffenceClass, SubjectRole
from waymark_intake.repeat.apart import is_comparable, is_kept_apart, is_never_linked

DAY = AT.date()


@pytest.mark.parametrize(
    "facts",
    [
        some_facts(offence_class=OffenceClass.SEXUAL),
        some_facts(needs=(Need.ISVA,)),
        some_facts(needs=(Need.CHISVA,)),
        some_facts(flags=(Flag.CHILD_EXPLOITATION,)),
        some_facts(child=Answer.YES, needs=(Need.EXPLOITATION_SUPPORT,)),
        some_facts(child=Answer.NOT_KNOWN, offence_class=OffenceClass.MODERN_SLAVERY),
        some_facts(child=Answer.YES, exploitation_types=(ExploitationType.COUNTY_LINES,)),
    ],
)
def test_sexual_abuse_and_exploited_children_are_kept_apart(facts: Facts) -> None:
    assert is_kept_apart(facts, DAY)


@pytest.mark.parametrize(
    "facts",
    [
        some_facts(),
        some_facts(offence_class=OffenceClass.DOMESTIC_ABUSE),
        some_facts(child=Answer.NO, offence_class=OffenceClass.MODERN_SLAVERY),
    ],
)
def test_others_are_compared(facts: Facts) -> None:
    assert not is_kept_apart(facts, DAY)


def test_businesses_the_unborn_and_nobody_are_not_compared() -> None:
    assert is_comparable(a_person(), some_facts())
    assert not is_comparable(a_person(), some_facts(flags=(Flag.BUSINESS,)))
    assert not is_comparable(a_person(), some_facts(subject=SubjectRole.UNBORN_CHILD))
    assert not is_comparable(Person(), some_facts())


def test_whoever_must_never_be_linked_is_so_whatever_the_reason() -> None:
    assert not is_never_linked(Person())
    assert not is_never_linked(Person(risk=Risk(summary="A risk")))
    assert is_never_linked(Person(risk=Risk(do_not_link="risk_from_family")))
