"""What any sender's record says of the person it is about: what is wrong with it, the age, the word on sharing.

Not here: one sender's own fields (police/, partner/), and which sealed group a field goes into (person_groups.py).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from waymark.contracts.referral import ConsentStatement, Facts
from waymark.errors import Fault
from waymark.reference import districts
from waymark.reference.telephone import is_usable_number
from waymark.safe_contact import is_usable_contact, is_usable_email
from waymark.words import Answer, Contactable, Position, QualityFlag, SubjectRole
from waymark_intake.records.age import Age, Span, age_of, age_within, is_possible_birth, span_of_birth
from waymark_intake.records.record import ConsentGiven, Subject
from waymark_intake.working_day import local_date

CLOCK_SKEW = timedelta(minutes=5)
LONGEST_TO_BIRTH = timedelta(days=310)
EARLIEST_YEAR = 1900


def subject_faults(subject: Subject, *, within: str, received_at: datetime) -> Iterator[Fault]:
    """What makes the part about the person malformed; pointers below `within`, never a value."""
    if subject.date_of_birth and not is_possible_birth(subject.date_of_birth, local_date(received_at)):
        yield Fault(f"{within}/date_of_birth", "impossible_date", "Send the real date of birth, or leave it out.")
    yield from _span_faults(subject, within=within, received_at=received_at)
    yield from district_faults(f"{within}/home_district", subject.home_district)


def _span_faults(subject: Subject, *, within: str, received_at: datetime) -> Iterator[Fault]:
    """A birth or an age that is known in part, and cannot be."""
    if subject.birth_year and subject.birth_year > local_date(received_at).year:
        yield Fault(f"{within}/birth_year", "impossible_date", "Send the real year of birth, or leave it out.")
    if subject.birth_month and not subject.birth_year:
        yield Fault(f"{within}/birth_year", "missing", "Send the year that the month belongs to, or leave both out.")
    if subject.age_from is not None and subject.age_to is not None and subject.age_from > subject.age_to:
        yield Fault(f"{within}/age_to", "contradicts", "Send the lower age first: age_from 17, age_to 18.")
    if subject.due_on and not _may_be_due(subject.due_on, local_date(received_at)):
        yield Fault(f"{within}/due_on", "impossible_date", "Send when the child is expected, or leave it out.")


def _may_be_due(due_on: date, day: date) -> bool:
    return abs((due_on - day).days) <= LONGEST_TO_BIRTH.days


def district_faults(pointer: str, code: str | None) -> Iterator[Fault]:
    """A code that no district has or had."""
    if code and districts.current_code(code) is None:
        yield Fault(pointer, "unknown_code", "Send the ONS code of a district or unitary authority.")


def instant_faults(pointer: str, instant: datetime | None, *, received_at: datetime) -> Iterator[Fault]:
    """A time that cannot be when something happened: ahead of us (but for clocks that differ), or long ago."""
    if instant and instant > received_at + CLOCK_SKEW:
        yield Fault(pointer, "in_the_future", "Send the time it happened, with its offset from UTC.")
    elif instant and instant.year < EARLIEST_YEAR:
        yield Fault(pointer, "impossible_date", "Send the time it happened, with its offset from UTC.")


def day_faults(pointer: str, day: date | None, *, received_at: datetime) -> Iterator[Fault]:
    """A day that cannot be when something happened."""
    if day and not (day.year >= EARLIEST_YEAR and day <= local_date(received_at + CLOCK_SKEW)):
        yield Fault(pointer, "impossible_date", "Send the day it happened, or leave it out.")


def age_on(subject: Subject, day: date) -> Age:
    """The person's age on a day, from what the record gives; an unborn child is a child of no years."""
    if subject.due_on or subject.role is SubjectRole.UNBORN_CHILD:
        return Age(0, Answer.YES)
    if subject.date_of_birth is None and subject.age_years is None:
        if subject.birth_year:
            return age_within(span_of_birth(subject.birth_year, subject.birth_month, day), day)
        if subject.age_from is not None or subject.age_to is not None:
            return age_within(Span(subject.age_from, subject.age_to), day)
    return age_of(born_on=subject.date_of_birth, stated=subject.age_years, is_estimate=subject.age_is_estimate, day=day)


def district_of(code: str | None) -> str | None:
    """The district code in force today for one that may be a former district's."""
    return districts.current_code(code) if code else None


def days_since(occurred_on: date | None, received_at: datetime) -> int | None:
    """Whole days from then to the day of receipt; None where the day is not known."""
    return max(0, (local_date(received_at) - occurred_on).days) if occurred_on else None


def consent_of(told: ConsentGiven | None) -> ConsentStatement:
    """What the sender says the person said; only a yes can be explicit, and silence means nobody asked."""
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


def subject_quality(subject: Subject, facts: Facts, age: Age, told: ConsentGiven | None) -> dict[QualityFlag, bool]:
    """Which faults of the part about the person travel on as flags."""
    position = told.position if told else Position.NOT_ASKED
    return {
        QualityFlag.DATE_OF_BIRTH_MISSING: subject.date_of_birth is None and subject.due_on is None,
        QualityFlag.AGE_UNLIKELY: age.unlikely,
        QualityFlag.DISTRICT_MISSING: facts.district is None,
        QualityFlag.CONTACT_MISSING: facts.contactable is Contactable.MISSING,
        QualityFlag.NO_SAFE_CONTACT: facts.contactable is Contactable.UNSAFE,
        QualityFlag.CONSENT_NOT_ASKED: position is Position.NOT_ASKED,
        QualityFlag.CONTACT_UNUSABLE: any(unusable_ways(subject)),
    }


def unusable_ways(subject: Subject) -> Iterator[str]:
    """Where in the part about the person a number or an address stands that cannot be one, as ends of pointers."""
    numbers = {"mobile": subject.mobile, "landline": subject.landline}
    numbers |= {f"other_numbers/{place}": number for place, number in enumerate(subject.other_numbers)}
    yield from (name for name, number in numbers.items() if number and not is_usable_number(number))
    if subject.email and not is_usable_email(subject.email):
        yield "email"
    people = {"guardian/contact": subject.guardian, "third_person/contact": subject.third_person}
    yield from (name for name, one in people.items() if one and one.contact and not is_usable_contact(one.contact))
