"""Police record -> canonical referral: what to refuse, what to flag, and which fact comes from which field.

Refused is only what is malformed or says nothing to act on; every other fault travels on as a quality flag. Not
here: the record's shape (record.py), and what may be shared with whom (consent).
"""

from collections.abc import Container, Iterator
from datetime import date, datetime

from waymark.contracts.person import Person
from waymark.contracts.referral import Facts
from waymark.errors import Fault, Kind, Refused
from waymark.reference import offences
from waymark.safe_contact import contactable_of
from waymark.words import CrimeCategory, Flag, OffenceClass, QualityFlag, SenderClass
from waymark_intake.police.person import person_of
from waymark_intake.police.record import PoliceRecord
from waymark_intake.quality.fault import Said, faults_of, pointers_of, said_of, second_codes
from waymark_intake.records.age import Age
from waymark_intake.records.circumstance import flags_told, journey_key, needs_told, says_what_happened, with_told
from waymark_intake.records.need import classes_of, needs_for
from waymark_intake.records.subject import (
    age_on,
    consent_of,
    day_faults,
    days_since,
    district_faults,
    district_of,
    instant_faults,
    subject_faults,
    subject_quality,
)
from waymark_intake.referral import Canonical, PoliceClock, RecordKind
from waymark_intake.working_day import local_date, police_due_at, working_days_left

_FLAGS, _QUALITY_FLAGS = tuple(Flag), tuple(QualityFlag)


def normalise(
    record: PoliceRecord, *, received_at: datetime, days_off: Container[date], read_at: datetime | None = None
) -> Canonical:
    """The canonical referral of a police record received at `received_at` (UTC).

    A correction is read later, at `read_at`, and may tell of what happened since; ages, days and the police clock are
    still those of the first receipt. Raises Refused(INVALID) with one Fault per field that is wrong, never a value.
    """
    faults = tuple(_faults(record, read_at or received_at))
    if faults:
        raise Refused(Kind.INVALID, "This record cannot become a referral", code="record_refused", faults=faults)
    person = person_of(record)
    age = age_on(record.victim, local_date(received_at))
    clock = _clock(record, received_at, days_off)
    left = working_days_left(clock.due_at, days_off, at=received_at)
    facts = _facts(record, person, age, received_at).model_copy(update={"working_days_left": left})
    said = said_of(
        record,
        facts,
        local_date(received_at),
        kind=RecordKind.POLICE,
        subject=record.victim,
        category=offences.category_of(record.crime_category) if record.crime_category else None,
    )
    return Canonical(
        facts=facts,
        person=person,
        consent=consent_of(record.consent),
        quality=tuple(_quality(record, said, age, clock)),
        clock=clock,
        sender_reference=record.force_reference,
        event=journey_key(record.event_reference),
        pointers=pointers_of(said),
        team=record.team or "",
        others=second_codes(said),
    )


def _faults(record: PoliceRecord, received_at: datetime) -> Iterator[Fault]:
    yield from _time_faults(record, received_at)
    yield from _code_faults(record)
    victim = record.victim
    yield from subject_faults(victim, within="/victim", received_at=received_at)
    named = victim.given_name or victim.family_name or victim.known_as
    if victim.business and not (victim.business.contact_name or named):
        fix = "Name the person at the business who wants support; without one there is nobody to refer."
        yield Fault("/victim/business/contact_name", "nobody_to_refer", fix)


def _time_faults(record: PoliceRecord, received_at: datetime) -> Iterator[Fault]:
    asked_at = record.consent.asked_at if record.consent else None
    for pointer, instant in (("/reported_at", record.reported_at), ("/consent/asked_at", asked_at)):
        yield from instant_faults(pointer, instant, received_at=received_at)
    yield from day_faults("/occurred_on", record.occurred_on, received_at=received_at)


def _code_faults(record: PoliceRecord) -> Iterator[Fault]:
    says_something = record.offence_code or record.crime_category or record.flags or record.needs
    if not (says_something or says_what_happened(record.victim, record.circumstances)):
        fix = "Send a Home Office offence code, a crime category, a flag or a need."
        yield Fault("/offence_code", "nothing_to_act_on", fix)
    if record.offence_code and offences.class_of(record.offence_code) is None:
        yield Fault("/offence_code", "unknown_code", "Send a Home Office offence code, such as 028/01.")
    if record.crime_category and offences.category_of(record.crime_category) is None:
        slugs = ", ".join(CrimeCategory)
        yield Fault("/crime_category", "unknown_code", f"Send one of: {slugs}.")
    yield from district_faults("/crime_district", record.crime_district)


def _facts(record: PoliceRecord, person: Person, age: Age, received_at: datetime) -> Facts:
    victim = record.victim
    told = flags_told(victim, record.circumstances, age.child)
    flags = {*record.flags, *told, *((Flag.BUSINESS,) if victim.business else ())}
    category = offences.category_of(record.crime_category) if record.crime_category else None
    classes = classes_of(record.offence_code, category)
    facts = Facts(
        source=SenderClass.POLICE,
        needs=needs_for({*record.needs, *needs_told(victim)}, flags=flags, classes=classes, child=age.child),
        offence_class=_offence_class(record),
        flags=tuple([flag for flag in _FLAGS if flag in flags]),
        age_years=age.years,
        child=age.child,
        age_months=age.months,
        district=district_of(victim.home_district),
        crime_district=district_of(record.crime_district),
        days_since_incident=days_since(record.occurred_on, received_at),
        contactable=contactable_of(
            contact=person.contact,
            address=person.address,
            safe=person.safe_contact,
            family=person.family,
            suspect=person.suspect,
        ),
        language=victim.language.lower(),
        nrm_agreed=record.nrm_agreed,
    )
    return with_told(facts, victim, record.circumstances)


def _offence_class(record: PoliceRecord) -> OffenceClass | None:
    """The code's class; without a code the category's, unless that may hide a sexual offence: then it is unknown."""
    if record.offence_code:
        return offences.class_of(record.offence_code)
    category = offences.category_of(record.crime_category) if record.crime_category else None
    if category is None or not offences.is_sure(category):
        return None
    return offences.class_of_category(category)


def _clock(record: PoliceRecord, received_at: datetime, days_off: Container[date]) -> PoliceClock:
    due_at = police_due_at(record.reported_at, days_off)
    return PoliceClock(reported_at=record.reported_at, due_at=due_at, on_time=received_at <= due_at)


def _quality(record: PoliceRecord, said: Said, age: Age, clock: PoliceClock) -> Iterator[QualityFlag]:
    category, offence_class = said.category, said.facts.offence_class
    found = {
        **subject_quality(record.victim, said.facts, age, record.consent),
        **faults_of(said),
        QualityFlag.REFERENCE_MISSING: not record.force_reference and category is not CrimeCategory.ASB,
        QualityFlag.REPORTED_LATE: not clock.on_time,
        QualityFlag.OFFENCE_AND_CATEGORY_DISAGREE: bool(
            record.offence_code and category and offence_class and not offences.agree(category, offence_class)
        ),
    }
    return (flag for flag in _QUALITY_FLAGS if found.get(flag))
