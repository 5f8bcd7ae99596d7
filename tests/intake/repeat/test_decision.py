"""Whether two records are linked, put before a person, or somebody new."""

from dataclasses import replace
from datetime import date

from waymark_intake.repeat.decision import LIMITS, Compared, Hindrance, Model, Standing, Verdict, compare, limits_on
from waymark_intake.repeat.plain import PlainPerson
from waymark_intake.repeat.weight import WEIGHTS

_MODEL = Model(date(2026, 11, 23), WEIGHTS[-1], LIMITS[-1], 10_000)
_WHO = PlainPerson(
    given="robert", family="walker", born_on=date(1980, 5, 17), house="4", street="mill st", postcode="cv212ab"
)


def _compared(other: PlainPerson, one: PlainPerson = _WHO, *standings: Standing) -> Compared:
    return compare(one, other, standings or (Standing(), Standing()), _MODEL)


def test_the_same_person_again_is_linked() -> None:
    assert _compared(_WHO).verdict is Verdict.LINK
    assert _compared(replace(_WHO, given="bob", family="walkr")).verdict is Verdict.LINK


def test_a_stranger_is_new() -> None:
    assert _compared(PlainPerson(given="susan", family="adams", born_on=date(1950, 2, 3))).verdict is Verdict.NEW


def test_a_brother_a_partner_and_a_twin_are_put_before_a_person() -> None:
    for relative in (
        replace(_WHO, given="daniel", born_on=date(1982, 9, 2)),
        replace(_WHO, given="susan", born_on=date(1981, 3, 9)),
        replace(_WHO, given="daniel"),
    ):
        assert _compared(relative).verdict is not Verdict.LINK
    assert _compared(replace(_WHO, given="daniel")).hindrances == (Hindrance.CONTRADICTION,)


def test_a_missing_birth_date_is_no_agreement() -> None:
    unborn = replace(_WHO, born_on=None, phones=("+447700900123",), emails=("a@b.org",))
    compared = _compared(unborn, replace(_WHO, phones=("+447700900123",), emails=("a@b.org",)))
    assert (compared.verdict, compared.hindrances) == (Verdict.REVIEW, (Hindrance.CONTRADICTION,))


def test_another_family_name_needs_all_else_the_same() -> None:
    married = replace(_WHO, family="adams")
    assert _compared(married).verdict is Verdict.LINK
    assert _compared(replace(married, house="9")).verdict is not Verdict.LINK


def test_young_children_of_one_home_are_never_linked_by_themselves() -> None:
    child = replace(_WHO, born_on=date(2018, 5, 17))
    assert _compared(child, child).hindrances == (Hindrance.YOUNG_IN_ONE_HOME,)
    elsewhere = replace(child, postcode="b11aa", house="9", street="elm rd")
    assert _compared(elsewhere, child).verdict is Verdict.LINK


def test_self_referrals_and_who_is_kept_apart_are_never_linked_by_themselves() -> None:
    assert _compared(_WHO, _WHO, Standing(), Standing(is_self=True)).hindrances == (Hindrance.SELF_REFERRAL,)
    assert _compared(_WHO, _WHO, Standing(is_kept_apart=True), Standing()).hindrances == (Hindrance.KEPT_APART,)


def test_few_people_count_as_no_fewer_than_the_limit_says() -> None:
    assert replace(_MODEL, people=1).prior == replace(_MODEL, people=LIMITS[-1].least_people).prior


def test_the_limits_of_the_day_count() -> None:
    assert limits_on(date(2026, 11, 23)) is LIMITS[-1]
    assert limits_on(date(1999, 1, 1)) is LIMITS[0]
