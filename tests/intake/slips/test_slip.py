"""What a slip adds to a referral and what its agency may know of it."""

from datetime import date, timedelta

import pytest

from tests.builders.referral import AT
from waymark.words import AgencyRole, OffenceClass
from waymark_intake.referral import Canonical
from waymark_intake.self_referral.answers import Answers
from waymark_intake.self_referral.canonical import normalise
from waymark_intake.slips.slip import SLIP_LIMITS, Context, expires_at, handed, slip_limits, with_slip

O = OffenceClass  # noqa: E741
DAY = date(2026, 11, 23)


def canonical(situation: str = "talk") -> Canonical:
    return normalise(Answers(situations=(situation,), help_yes=("support",)), received_at=AT)


def test_a_slip_says_what_the_person_did_not() -> None:
    facts = with_slip(canonical(), Context(O.BURGLARY_DWELLING, "E07000220")).facts
    assert (facts.offence_class, facts.crime_district) == (O.BURGLARY_DWELLING, "E07000220")


def test_what_the_person_said_stands() -> None:
    assert with_slip(canonical("hurt"), Context(O.FRAUD)).facts.offence_class is O.VIOLENCE


@pytest.mark.parametrize("offence_class", [O.SEXUAL, O.MODERN_SLAVERY])
def test_a_slip_leads_nobody_to_a_specialist(offence_class: OffenceClass) -> None:
    assert with_slip(canonical(), Context(offence_class)).facts.offence_class is None


def test_a_slip_without_anything_on_it_changes_nothing() -> None:
    made = canonical()
    assert with_slip(made, Context()) is made
    assert with_slip(made, None) is made


def test_few_slips_tell_of_nobody() -> None:
    least = slip_limits(DAY).least_told
    assert handed(made=50, told=1, over=least - 1, used=3, day=DAY).used is None
    assert handed(made=50, told=1, over=least, used=3, day=DAY).used == 3


def test_a_slip_is_good_for_four_weeks_and_limits_are_those_of_the_day() -> None:
    assert expires_at(AT) - AT == timedelta(days=28)
    assert slip_limits(date(2000, 1, 1)) is SLIP_LIMITS[0]
    assert AgencyRole.SELF not in slip_limits(DAY).hand_out
