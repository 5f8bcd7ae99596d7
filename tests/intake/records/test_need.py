"""Which needs a referral comes with."""

from waymark.words import Answer, CrimeCategory, Flag, Need, OffenceClass
from waymark_intake.records.need import classes_of, needs_for


def _needs(*asked: Need, flags: tuple[Flag, ...] = (), child: Answer = Answer.NO, **over: object) -> set[Need]:
    classes = over.get("classes", ())
    assert isinstance(classes, tuple)
    return set(needs_for(asked, flags=flags, classes=classes, child=child))


def test_what_was_asked_for_the_offence_and_the_flags_come_together_in_the_order_of_the_list() -> None:
    needs = needs_for([Need.MENTAL_HEALTH], flags=[Flag.CHILD_AT_RISK], classes=[OffenceClass.FRAUD], child=Answer.NO)
    assert needs == (Need.FRAUD_RECOVERY, Need.MENTAL_HEALTH, Need.SAFEGUARDING_CHILD)


def test_other_stays_where_it_was_asked_for_or_stands_alone() -> None:
    assert _needs(classes=(OffenceClass.OTHER,)) == {Need.OTHER}
    assert _needs(Need.DEBT, classes=(OffenceClass.OTHER,)) == {Need.DEBT}
    assert _needs(Need.DEBT, Need.OTHER) == {Need.DEBT, Need.OTHER}


def test_a_flag_brings_its_need() -> None:
    assert Need.NRM_SUPPORT in _needs(flags=(Flag.MODERN_SLAVERY,))
    assert Need.EXPLOITATION_SUPPORT in _needs(flags=(Flag.CHILD_EXPLOITATION,), child=Answer.YES)


def test_the_front_door_hears_of_a_child_whom_others_use_and_not_of_an_adult() -> None:
    assert Need.SAFEGUARDING_CHILD in _needs(flags=(Flag.MODERN_SLAVERY,), child=Answer.NOT_KNOWN)
    assert Need.SAFEGUARDING_CHILD not in _needs(flags=(Flag.MODERN_SLAVERY,), child=Answer.NO)


def test_a_code_may_stand_for_two_classes_and_goes_before_the_category() -> None:
    assert classes_of("028/01", CrimeCategory.DRUGS) == (OffenceClass.BURGLARY_DWELLING,)
    assert classes_of(None, CrimeCategory.DRUGS) == (OffenceClass.DRUGS,)
    assert classes_of(None) == ()
