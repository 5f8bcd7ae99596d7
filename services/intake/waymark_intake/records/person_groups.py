"""What a record says of a person, put into sealed groups: the parts every sender's record shares.

A group of which nothing was given is left out; an empty text counts as not given. Nothing is decided here. Not here:
the groups only one kind of sender fills (police/person.py, partner/person.py).
"""

from functools import cache
from typing import TypeVar

from waymark.contracts.person import (
    Address,
    Contact,
    Equality,
    Family,
    Health,
    Identity,
    Incident,
    Justice,
    Narrative,
    Professionals,
    Risk,
    SafeContact,
    SealedPart,
    Suspect,
)
from waymark.safe_contact import settled
from waymark.words import Answer
from waymark_intake.records.characteristic import in_words
from waymark_intake.records.postcode import NO_FIXED_ABODE, is_no_place, postcode_of
from waymark_intake.records.record import (
    Alleged,
    Circumstances,
    Guardian,
    HealthGiven,
    Household,
    Officer,
    SafeChannels,
    Subject,
    ThirdPerson,
)

P = TypeVar("P", bound=SealedPart)


def given(part: P) -> P | None:
    """The part, or None where nothing in it was given."""
    return None if part.__dict__ == _empty(type(part)).__dict__ else part


@cache
def _empty(kind: type[SealedPart]) -> SealedPart:
    return kind()


def identity_of(subject: Subject, *, else_known_as: str | None = None) -> Identity | None:
    """Who the person is."""
    return given(
        Identity(
            given_name=subject.given_name or None,
            family_name=subject.family_name or None,
            known_as=subject.known_as or else_known_as or None,
            pronouns=subject.pronouns or None,
            date_of_birth=subject.date_of_birth,
            sex=subject.sex or None,
            title=subject.title or None,
            aliases=_lines(subject.aliases),
            born_about=_born_about(subject),
            due_on=subject.due_on,
            nhs_number=subject.nhs_number or None,
            child_identifier=subject.child_identifier or None,
            other_references=_lines(subject.other_references),
        )
    )


def _born_about(subject: Subject) -> str | None:
    """What is known of the birth where the whole date is not: "1994-05", "1994", "17 to 18 years"."""
    if subject.date_of_birth is not None:
        return None
    if subject.birth_year:
        return f"{subject.birth_year}-{subject.birth_month:02}" if subject.birth_month else str(subject.birth_year)
    if subject.age_from is not None or subject.age_to is not None:
        ends = [str(years) for years in (subject.age_from, subject.age_to) if years is not None]
        return f"{' to '.join(ends)} years"
    if subject.age_years is not None:
        return f"{'about ' if subject.age_is_estimate else ''}{subject.age_years} years"
    return None


def _lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def contact_of(subject: Subject) -> Contact | None:
    """How the person can be reached."""
    third = subject.third_person or ThirdPerson()
    return given(
        Contact(
            mobile=subject.mobile or None,
            landline=subject.landline or None,
            email=subject.email or None,
            other_numbers=_lines(subject.other_numbers),
            third_person=third.name or None,
            third_person_relation=third.relation or None,
            third_person_contact=third.contact or None,
        )
    )


def safe_contact_of(told: SafeChannels | None, alleged: Alleged | None = None) -> SafeContact | None:
    """Which of it is safe; a channel that the alleged person shares is not."""
    if told is None:
        return None
    lives_there = alleged.lives_with_person if alleged else Answer.NOT_ASKED
    return given(settled(SafeContact(**told.__dict__), lives_with_alleged=lives_there))


def address_of(subject: Subject, *, first_line: str | None = None) -> Address | None:
    """Where the person lives; a postcode that stands for no place is none."""
    written = subject.postcode or ""
    postcode = postcode_of(written) or written
    return given(
        Address(
            lines=tuple(line for line in (first_line, *subject.address_lines) if line),
            postcode=None if is_no_place(postcode) else postcode or None,
            no_fixed_address=no_fixed_address_of(subject),
        )
    )


def no_fixed_address_of(subject: Subject) -> Answer:
    """The answer to having no fixed address; the postcode for it says yes where nobody else said anything."""
    said = subject.no_fixed_address
    is_coded = postcode_of(subject.postcode or "") == NO_FIXED_ABODE
    return Answer.YES if is_coded and said in {Answer.NOT_ASKED, Answer.NOT_KNOWN} else said


def equality_of(subject: Subject) -> Equality | None:
    """Protected characteristics, as the person gave them, in the words of the official lists where they are on one."""
    return given(Equality(**in_words(subject.equality).__dict__)) if subject.equality else None


def family_of(subject: Subject) -> Family | None:
    """The parent or carer, and who else is around the person."""
    guardian, home = subject.guardian or Guardian(), subject.household or Household()
    return given(
        Family(
            guardian_name=guardian.name or None,
            guardian_contact=guardian.contact or None,
            guardian_safe_to_inform=guardian.safe_to_inform,
            guardian_relation=guardian.relation or None,
            guardian_is_responsible=guardian.is_responsible,
            parents_aware=home.parents_aware,
            parents_not_asked_because=home.parents_not_asked_because or None,
            household=_lines(home.members),
            siblings=_lines(home.siblings),
            children=_lines(home.children),
            victim_name=home.victim_name or None,
            victim_relation=home.victim_relation or None,
        )
    )


def professionals_of(officer: Officer | None, around: Circumstances | None = None) -> Professionals | None:
    """The officer or worker to ask, and who else is involved."""
    officer = officer or Officer()
    return given(
        Professionals(
            officer=officer.name or None,
            officer_contact=officer.contact or None,
            officer_role=officer.role or None,
            officer_agency=officer.agency or None,
            others_involved=_lines(around.others_involved) if around else (),
        )
    )


def suspect_of(alleged: Alleged | None) -> Suspect | None:
    """Who is alleged to have done it."""
    if alleged is None:
        return None
    return given(
        Suspect(
            name=alleged.name or None,
            relation=alleged.relation or None,
            lives_with_person=alleged.lives_with_person,
            is_responsible_for_child=alleged.is_responsible_for_child,
        )
    )


def narrative_of(account: str | None, around: Circumstances | None) -> Narrative | None:
    """The account, and how the person sees it."""
    around = around or Circumstances()
    return given(
        Narrative(
            account=account or None,
            own_view=around.own_view or None,
            works_well=around.works_well or None,
            help_so_far=around.help_so_far or None,
        )
    )


def risk_of(summary: str | None, around: Circumstances | None, subject: Subject) -> Risk | None:
    """What somebody must know before they go near, and before they put it together with anything."""
    around = around or Circumstances()
    return given(
        Risk(
            summary=summary or None,
            immediate_danger=around.immediate_danger,
            to_staff=around.risk_to_staff or None,
            to_children=around.risk_to_children or None,
            level=around.risk_level or None,
            do_not_link=subject.do_not_link.value if subject.do_not_link else None,
        )
    )


def health_of(subject: Subject) -> Health | None:
    """Health and access needs."""
    told = subject.health or HealthGiven()
    return given(
        Health(
            needs=subject.health_needs or None,
            communication_aids=tuple(aid.value for aid in subject.communication_aids),
            mental_health=told.mental_health or None,
            substances=_lines(told.substances),
            injecting=told.injecting,
            pregnant=told.pregnant,
            medication=told.medication or None,
            gp=told.gp or None,
        )
    )


def justice_of(notes: str | None, around: Circumstances | None) -> Justice | None:
    """Orders, custody and court dates."""
    around = around or Circumstances()
    return given(
        Justice(
            notes=notes or None,
            orders=_lines(around.orders),
            court_on=around.court_on,
            prison=around.prison or None,
        )
    )


def with_circumstances(incident: Incident, around: Circumstances | None) -> Incident | None:
    """The incident, with what is told of how the person was harmed."""
    if around is None:
        return given(incident)
    return given(
        incident.model_copy(
            update={
                "reported_to_police": around.reported_to_police,
                "harm_contexts": tuple(context.value for context in around.harm_contexts),
                "exploitation_types": tuple(one.value for one in around.exploitation_types),
                "indicators": _lines(around.indicators),
                "linked_contexts": _lines(around.linked_contexts),
            }
        )
    )
