"""How each fact is derived from what a referral carries, by the limits in force on the day it was received.

Rules never compute: what needs computing is here. Not here: the catalogue of facts (`fact.py`), the limits themselves
(`limits.py`).
"""

from collections.abc import Collection
from datetime import date, timedelta

from waymark.contracts.referral import Facts
from waymark.words import Answer, DutyKind, Flag, Need
from waymark_router.facts.fact import (
    ELSEWHERE,
    FIRST_DAY,
    IN_COUNTY,
    MOST_REFERRALS,
    MOST_WORKING_DAYS,
    OLDEST,
    OUTSIDE,
    SAME_COUNTY,
    SAME_DISTRICT,
    Value,
)
from waymark_router.facts.limits import (
    ADULT_FROM,
    EARLIER,
    FORENSIC_WINDOWS,
    INCIDENT_BANDS,
    LATER,
    OPEN,
    PAST,
    RELEASE_BANDS,
    TRANSITION_FROM,
)

MONTHS_OF_A_YEAR = 12
OF_SUBSTANCES = frozenset(
    {Need.ALCOHOL, Need.CANNABIS, Need.OPIATES, Need.CRACK_COCAINE, Need.COCAINE, Need.OTHER_SUBSTANCE}
    | {Need.HARM_REDUCTION, Need.DRUG_TEST_ASSESSMENT, Need.COURT_ORDER_TREATMENT, Need.PRISON_RELEASE_CONTINUITY}
    | {Need.MUTUAL_AID}
)


def adult_age(on: date) -> int:
    """The age in years from which a person is an adult on the given day."""
    return [row.years for row in ADULT_FROM if row.valid_from <= on][-1]


def derive(facts: Facts, *, duties: Collection[DutyKind], districts: Collection[str], on: date) -> dict[str, Value]:
    """All catalogue facts of one referral; None means missing. `districts` are the county's own, `on` the day it
    was received. Facts of a pathway are not among them: the decision sets them as it goes.
    """
    age = facts.age_years if facts.age_years is not None and 0 <= facts.age_years <= OLDEST else None
    child = child_answer(facts.child, age, adult_age(on))
    return {
        **_said(facts),
        "age_years": age,
        "child": child.value,
        "treat_as_child": child is not Answer.NO,
        "months_to_18": months_to_18(age, facts.age_months, on),
        "transition": is_transition(age, facts.age_months, on),
        "co_occurring": co_occurring(facts.needs),
        "home": home(facts.district, districts),
        "crime_place": home(facts.crime_district, districts),
        "incident_age": incident_age(facts.days_since_incident, on),
        "incident_on": incident_on(facts.days_since_incident, on),
        "received_on": on.isoformat(),
        "working_days_left": _capped(facts.working_days_left, MOST_WORKING_DAYS),
        "forensic_window": forensic_window(facts.days_since_incident, on, is_child=child is not Answer.NO),
        "release_band": release_band(facts.release_on, on),
        "repeat_victim": Flag.REPEAT_VICTIM in facts.flags,
        "earlier_referrals": earlier_referrals(facts.referrals_last_12_months),
        "duties": frozenset(duty.value for duty in duties),
    }


def _said(facts: Facts) -> dict[str, Value]:
    """What is read as it was said."""
    return {
        "source": facts.source.value,
        "subject": facts.subject.value,
        "needs": frozenset(need.value for need in facts.needs) or None,
        "offence_class": facts.offence_class.value if facts.offence_class else None,
        "flags": frozenset(flag.value for flag in facts.flags),
        "harm_contexts": frozenset(context.value for context in facts.harm_contexts),
        "exploitation_types": frozenset(kind.value for kind in facts.exploitation_types),
        "district": facts.district or None,
        "crime_district": facts.crime_district or None,
        "accommodation": facts.accommodation.value if facts.accommodation else None,
        "contactable": facts.contactable.value,
        "language": facts.language,
        "communication_aids": frozenset(aid.value for aid in facts.communication_aids),
        "preferences": frozenset(wish.value for wish in facts.preferences),
        "statutory": facts.statutory.value if facts.statutory else None,
        "release_about": facts.release_band.value if facts.release_band and facts.release_on is None else None,
        "nrm_agreed": facts.nrm_agreed.value,
        "open_with_provider": facts.open_with_provider.value,
    }


def child_answer(said: Answer, age_years: int | None, adult_from: int) -> Answer:
    """Yes, no or not known: an age under the limit is always yes, whatever was said; doubt stays doubt."""
    if age_years is not None and age_years < adult_from:
        return Answer.YES
    return Answer.NOT_KNOWN if said is Answer.NOT_ASKED else said


def co_occurring(needs: Collection[Need]) -> frozenset[str]:
    """What is needed beside help with drugs or alcohol; nothing where no such help is."""
    beside = set(needs) - OF_SUBSTANCES
    return frozenset(need.value for need in beside) if len(beside) < len(set(needs)) else frozenset()


def home(district: str | None, districts: Collection[str]) -> str | None:
    """Whether a district is one of the county's own; None where it is not known."""
    if not district:
        return None
    return IN_COUNTY if district in districts else OUTSIDE


def incident_age(days: int | None, on: date) -> str | None:
    """The band of the days since the incident, by the limits in force on the given day; None where not known."""
    if days is None or days < 0:
        return None
    limits = [bands.limits for bands in INCIDENT_BANDS if bands.valid_from <= on][-1]
    return next((name for most, name in limits if days <= most), EARLIER)


def incident_on(days: int | None, on: date) -> str | None:
    """The day of an incident so many days before the given day, at the earliest the first that rules ask for; None
    where not known.
    """
    if days is None or days < 0:
        return None
    return (on - timedelta(days=min(days, (on - FIRST_DAY).days))).isoformat()


def distance_band(district: str | None, bases: Collection[str], districts: Collection[str]) -> str | None:
    """How far the nearest of `bases` is from a home in `district`, both ONS codes, by the county's own `districts`.

    None where the home or every base is unknown. No distance is measured: a postcode never leaves the vault.
    """
    if not district or not bases:
        return None
    if district in bases:
        return SAME_DISTRICT
    return SAME_COUNTY if district in districts and not set(bases).isdisjoint(districts) else ELSEWHERE


def forensic_window(days: int | None, on: date, *, is_child: bool) -> str | None:
    """Whether evidence can still be taken, by the window in force on the given day; None where the days are unknown."""
    if days is None or days < 0:
        return None
    window = [row for row in FORENSIC_WINDOWS if row.valid_from <= on][-1]
    return OPEN if days <= (window.child_days if is_child else window.adult_days) else PAST


def is_transition(age_years: int | None, age_months: int | None, on: date) -> bool:
    """Whether a young person is old enough, on the given day, to be told of to the adults' service as well.

    False where years or months are not known, and for adults, who are no longer on the way.
    """
    if age_years is None or age_months is None or age_years >= adult_age(on):
        return False
    limit = [row for row in TRANSITION_FROM if row.valid_from <= on][-1]
    return (age_years, age_months) >= (limit.years, limit.months)


def months_to_18(age_years: int | None, age_months: int | None, on: date) -> int | None:
    """The months until somebody is an adult, a month begun counted whole; None where months are not known, for they
    are given in the last year only.
    """
    if age_years is None or age_months is None or age_years != adult_age(on) - 1:
        return None
    return MONTHS_OF_A_YEAR - min(max(age_months, 0), MONTHS_OF_A_YEAR - 1)


def release_band(release_on: date | None, on: date) -> str | None:
    """The band of the days from the given day until the release; None where no date is known."""
    if release_on is None:
        return None
    limits = [bands.limits for bands in RELEASE_BANDS if bands.valid_from <= on][-1]
    days = (release_on - on).days
    return next((name for most, name in limits if days <= most), LATER)


def earlier_referrals(number: int | None) -> int | None:
    """How many other referrals of the last twelve months are known; None where the person is compared with nobody."""
    return _capped(number, MOST_REFERRALS)


def _capped(number: int | None, most: int) -> int | None:
    """A number that is told, no more than `most`; None where none is."""
    return None if number is None or number < 0 else min(number, most)
