"""Police record -> canonical referral: what to refuse, what to flag, and which fact comes from which field.

Refused is only what is malformed or says nothing to act on; every other fault travels on as a quality flag. Not
here: the record's shape (police_record.py), and what may be shared with whom (consent).
"""

from collections.abc import Container, Iterator
from datetime import date, datetime, timedelta

from waymark.contracts.person import Person
from waymark.contracts.referral import ConsentStatement, Facts
from waymark.errors import Fault, Kind, Refused
from waymark.reference import districts, offences
from waymark.words import (
    Answer,
    Contactable,
    CrimeCategory,
    Flag,
    Need,
    OffenceClass,
    Position,
    QualityFlag,
    SenderClass,
)
from waymark_intake.age import Age, age_of, is_possible_birth
from waymark_intake.police_person import person_of
from waymark_intake.police_record import PoliceRecord
from waymark_intake.referral import Canonical, PoliceClock
from waymark_intake.safe_contact import contactable_of
from waymark_intake.working_day import local_date, police_due_at

CLOCK_SKEW = timedelta(minutes=5)
_EARLIEST_YEAR = 1900
_NEEDS_OF_FLAG: dict[Flag, Need] = {
    Flag.CHILD_AT_RISK: Need.SAFEGUARDING_CHILD,
    Flag.CHILD_EXPLOITATION: Need.EXPLOITATION_SUPPORT,
    Flag.DOMESTIC_ABUSE: Need.SAFETY_PLANNING,
    Flag.BEREAVED: Need.EMOTIONAL_SUPPORT,
}


def normalise(record: PoliceRecord, *, received_at: datetime, days_off: Container[date]) -> Canonical:
    """The canonical referral of a police record received at `received_at` (UTC).

    Raises Refused(INVALID) with one Fault per field that is wrong, never with a value.
    """
    faults = tuple(_faults(record, received_at))
    if faults:
        raise Refused(Kind.INVALID, "This record cannot become a referral", code="record_refused", faults=faults)
    person = person_of(record)
    age = _age(record, received_at)
    facts = _facts(record, person, age, received_at)
    clock = _clock(record, received_at, days_off)
    return Canonical(
        facts=facts,
        person=person,
        consent=_consent(record),
        quality=tuple(_quality(record, facts, age, clock)),
        clock=clock,
        sender_reference=record.force_reference,
    )


def _faults(record: PoliceRecord, received_at: datetime) -> Iterator[Fault]:
    yield from _time_faults(record, received_at)
    yield from _code_faults(record)
    victim = record.victim
    if victim.date_of_birth and not is_possible_birth(victim.date_of_birth, local_date(received_at)):
        yield Fault("/victim/date_of_birth", "impossible_date", "Send the real date of birth, or leave it out.")
    named = victim.given_name or victim.family_name or victim.known_as
    if victim.business and not (victim.business.contact_name or named):
        fix = "Name the person at the business who wants support; without one there is nobody to refer."
        yield Fault("/victim/business/contact_name", "nobody_to_refer", fix)


def _time_faults(record: PoliceRecord, received_at: datetime) -> Iterator[Fault]:
    latest = received_at + CLOCK_SKEW
    asked_at = record.consent.asked_at if record.consent else None
    for pointer, instant in (("/reported_at", record.reported_at), ("/consent/asked_at", asked_at)):
        if instant and instant > latest:
            yield Fault(pointer, "in_the_future", "Send the time it happened, with its offset from UTC.")
        elif instant and instant.year < _EARLIEST_YEAR:
            yield Fault(pointer, "impossible_date", "Send the time it happened, with its offset from UTC.")
    if record.occurred_on and not _is_past_day(record.occurred_on, latest):
        yield Fault("/occurred_on", "impossible_date", "Send the day it happened, or leave it out.")


def _is_past_day(day: date, latest: datetime) -> bool:
    return day.year >= _EARLIEST_YEAR and day <= local_date(latest)


def _code_faults(record: PoliceRecord) -> Iterator[Fault]:
    if not (record.offence_code or record.crime_category or record.flags or record.needs):
        fix = "Send a Home Office offence code, a crime category, a flag or a need."
        yield Fault("/offence_code", "nothing_to_act_on", fix)
    if record.offence_code and offences.class_of(record.offence_code) is None:
        yield Fault("/offence_code", "unknown_code", "Send a Home Office offence code, such as 028/01.")
    if record.crime_category and offences.category_of(record.crime_category) is None:
        slugs = ", ".join(CrimeCategory)
        yield Fault("/crime_category", "unknown_code", f"Send one of: {slugs}.")
    for pointer, code in (
        ("/victim/home_district", record.victim.home_district),
        ("/crime_district", record.crime_district),
    ):
        if code and districts.current_code(code) is None:
            yield Fault(pointer, "unknown_code", "Send the ONS code of a district or unitary authority.")


def _age(record: PoliceRecord, received_at: datetime) -> Age:
    victim = record.victim
    return age_of(
        born_on=victim.date_of_birth,
        stated=victim.age_years,
        is_estimate=victim.age_is_estimate,
        day=local_date(received_at),
    )


def _facts(record: PoliceRecord, person: Person, age: Age, received_at: datetime) -> Facts:
    victim = record.victim
    flags = {*record.flags, *((Flag.BUSINESS,) if victim.business else ())}
    return Facts(
        source=SenderClass.POLICE,
        needs=_needs(record, age.child),
        offence_class=_offence_class(record),
        flags=tuple(flag for flag in Flag if flag in flags),
        age_years=age.years,
        child=age.child,
        district=districts.current_code(victim.home_district) if victim.home_district else None,
        crime_district=districts.current_code(record.crime_district) if record.crime_district else None,
        days_since_incident=_days_since(record.occurred_on, received_at),
        contactable=contactable_of(
            contact=person.contact, address=person.address, safe=person.safe_contact, family=person.family
        ),
        language=victim.language.lower(),
    )


def _offence_class(record: PoliceRecord) -> OffenceClass | None:
    """The code's class; without a code the category's, unless that may hide a sexual offence: then it is unknown."""
    if record.offence_code:
        return offences.class_of(record.offence_code)
    category = offences.category_of(record.crime_category) if record.crime_category else None
    if category is None or not offences.is_sure(category):
        return None
    return offences.class_of_category(category)


def _needs(record: PoliceRecord, child: Answer) -> tuple[Need, ...]:
    """What the sender asks for, what such an offence brings, and what a flag adds; in the order of the list."""
    classes: list[OffenceClass] = []
    if record.offence_code and (offence := offences.offences().get(record.offence_code)):
        classes += [offence.offence_class, *([offence.also] if offence.also else [])]
    elif record.crime_category and (category := offences.category_of(record.crime_category)):
        classes.append(offences.class_of_category(category))
    found = {need for offence_class in classes for need in offences.needs_of(offence_class, child=child)}
    found |= {*record.needs, *(_NEEDS_OF_FLAG[flag] for flag in record.flags if flag in _NEEDS_OF_FLAG)}
    if len(found) > 1 and Need.OTHER not in record.needs:
        found.discard(Need.OTHER)
    return tuple(need for need in Need if need in found)


def _days_since(occurred_on: date | None, received_at: datetime) -> int | None:
    return max(0, (local_date(received_at) - occurred_on).days) if occurred_on else None


def _clock(record: PoliceRecord, received_at: datetime, days_off: Container[date]) -> PoliceClock:
    due_at = police_due_at(record.reported_at, days_off)
    return PoliceClock(reported_at=record.reported_at, due_at=due_at, on_time=received_at <= due_at)


def _consent(record: PoliceRecord) -> ConsentStatement:
    """What the sender says the person said; only a yes can be explicit, and silence means nobody asked."""
    told = record.consent
    if told is None:
        return ConsentStatement(position=Position.NOT_ASKED)
    return ConsentStatement(
        position=told.position,
        explicit=told.explicit and told.position is Position.GIVEN,
        given_by=told.given_by,
        how=told.how,
        wording=told.wording,
        asked_at=told.asked_at,
    )


def _quality(record: PoliceRecord, facts: Facts, age: Age, clock: PoliceClock) -> Iterator[QualityFlag]:
    category = offences.category_of(record.crime_category) if record.crime_category else None
    position = record.consent.position if record.consent else Position.NOT_ASKED
    found = {
        QualityFlag.DATE_OF_BIRTH_MISSING: record.victim.date_of_birth is None,
        QualityFlag.AGE_UNLIKELY: age.unlikely,
        QualityFlag.DISTRICT_MISSING: facts.district is None,
        QualityFlag.CONTACT_MISSING: facts.contactable is Contactable.MISSING,
        QualityFlag.NO_SAFE_CONTACT: facts.contactable is Contactable.UNSAFE,
        QualityFlag.CONSENT_NOT_ASKED: position is Position.NOT_ASKED,
        QualityFlag.REFERENCE_MISSING: not record.force_reference and category is not CrimeCategory.ASB,
        QualityFlag.REPORTED_LATE: not clock.on_time,
        QualityFlag.OFFENCE_AND_CATEGORY_DISAGREE: bool(
            record.offence_code
            and category
            and facts.offence_class
            and not offences.agree(category, facts.offence_class)
        ),
    }
    return (flag for flag in QualityFlag if found[flag])
