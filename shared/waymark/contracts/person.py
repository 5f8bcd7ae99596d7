"""The canonical person: every sealed group with its fields, each marked with group and sensitivity.

These models are never on the bus in readable form: intake seals each group, consent keeps them in the vault and
releases them group by group. A field without a mark fails the build. Unknown answers are said, not left out.
"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from waymark.personal import Mark
from waymark.words import Answer, Group, Sensitivity


def _mark(group: Group, sensitivity: Sensitivity) -> Mark:
    return Mark(group, sensitivity)


_ID = _mark(Group.IDENTITY, Sensitivity.BASIC)
_CONTACT = _mark(Group.CONTACT, Sensitivity.CONTACT)
_SAFE = _mark(Group.SAFE_CONTACT, Sensitivity.SAFETY)
_ADDRESS = _mark(Group.ADDRESS, Sensitivity.CONTACT)
_EQUALITY = _mark(Group.EQUALITY, Sensitivity.SPECIAL)
_INCIDENT = _mark(Group.INCIDENT, Sensitivity.OFFENCE)
_NARRATIVE = _mark(Group.NARRATIVE, Sensitivity.SPECIAL)
_RISK = _mark(Group.RISK, Sensitivity.SAFETY)
_HEALTH = _mark(Group.HEALTH, Sensitivity.SPECIAL)
_JUSTICE = _mark(Group.JUSTICE, Sensitivity.OFFENCE)
_FAMILY = _mark(Group.FAMILY, Sensitivity.THIRD_PARTY)
_PROFESSIONALS = _mark(Group.PROFESSIONALS, Sensitivity.BASIC)
_SUSPECT = _mark(Group.SUSPECT, Sensitivity.THIRD_PARTY)

Line = Annotated[str, Field(max_length=200)]
Lines = Annotated[tuple[Line, ...], Field(max_length=20)]
Text = Annotated[str, Field(max_length=20_000)]


class SealedPart(BaseModel):
    """Base of every sealed group: frozen, nothing unknown gets in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Identity(SealedPart):
    """Who the person is.

    Where there is no whole date of birth, `born_about` says what is known of it ("1994", "1994-05", "17 to 18 years").
    `due_on` is when an unborn child is expected; the names are then the mother's.
    """

    given_name: Annotated[Line | None, _ID] = None
    family_name: Annotated[Line | None, _ID] = None
    known_as: Annotated[Line | None, _ID] = None
    pronouns: Annotated[Line | None, _ID] = None
    date_of_birth: Annotated[date | None, _ID] = None
    sex: Annotated[Line | None, _ID] = None
    title: Annotated[Line | None, _ID] = None
    aliases: Annotated[Lines, _ID] = ()
    born_about: Annotated[Line | None, _ID] = None
    due_on: Annotated[date | None, _ID] = None
    nhs_number: Annotated[Line | None, _ID] = None
    child_identifier: Annotated[Line | None, _ID] = None
    other_references: Annotated[Lines, _ID] = ()


class Contact(SealedPart):
    """How the person can be reached; whether that is safe is another group.

    `third_person` is whom to speak to in the place of the person: not the victim, and not always family.
    """

    mobile: Annotated[Line | None, _CONTACT] = None
    landline: Annotated[Line | None, _CONTACT] = None
    email: Annotated[Line | None, _CONTACT] = None
    other_numbers: Annotated[Lines, _CONTACT] = ()
    third_person: Annotated[Line | None, _CONTACT] = None
    third_person_relation: Annotated[Line | None, _CONTACT] = None
    third_person_contact: Annotated[Line | None, _CONTACT] = None


class SafeContact(SealedPart):
    """Which channels are safe, when, and what to say (domain.md section 4, safe-contact model).

    `do_not_contact`: nobody tries, the sender is asked. `hide_number`: call without showing one. `keep_messages`:
    a message may stay where others might find it. `phone_shared` and its like: the alleged person uses it too.
    """

    mobile_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    text_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    voicemail_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    landline_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    email_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    post_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    times: Annotated[Line | None, _SAFE] = None
    code_word: Annotated[Line | None, _SAFE] = None
    instructions: Annotated[Line | None, _SAFE] = None
    third_person_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    do_not_contact: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    hide_number: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    keep_messages: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    phone_shared: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    email_shared: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    address_shared: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    who_may_answer: Annotated[Line | None, _SAFE] = None
    who_must_not_know: Annotated[Line | None, _SAFE] = None
    if_unreachable: Annotated[Line | None, _SAFE] = None


class Address(SealedPart):
    """Where the person lives and is safe."""

    lines: Annotated[tuple[Line, ...], _ADDRESS] = ()
    postcode: Annotated[Line | None, _ADDRESS] = None
    no_fixed_address: Annotated[Answer, _ADDRESS] = Answer.NOT_ASKED


class Equality(SealedPart):
    """Protected characteristics, only as the person gave them, in words; never used for routing.

    `ethnicity_seen` is what an officer put down: it is kept apart from what the person said.
    """

    ethnicity: Annotated[Line | None, _EQUALITY] = None
    nationality: Annotated[Line | None, _EQUALITY] = None
    religion: Annotated[Line | None, _EQUALITY] = None
    sexual_orientation: Annotated[Line | None, _EQUALITY] = None
    gender_identity: Annotated[Line | None, _EQUALITY] = None
    disability: Annotated[Line | None, _EQUALITY] = None
    ethnicity_seen: Annotated[Line | None, _EQUALITY] = None
    second_nationality: Annotated[Line | None, _EQUALITY] = None
    impairments: Annotated[Lines, _EQUALITY] = ()


class Incident(SealedPart):
    """What was recorded, by code and reference; the account itself is the narrative.

    `linked_contexts` are places, groups and platforms of exploitation, not people (contextual safeguarding).
    """

    crime_reference: Annotated[Line | None, _INCIDENT] = None
    offence_code: Annotated[Line | None, _INCIDENT] = None
    crime_category: Annotated[Line | None, _INCIDENT] = None
    occurred_on: Annotated[date | None, _INCIDENT] = None
    place: Annotated[Line | None, _INCIDENT] = None
    reported_to_police: Annotated[Answer, _INCIDENT] = Answer.NOT_ASKED
    harm_contexts: Annotated[Lines, _INCIDENT] = ()
    exploitation_types: Annotated[Lines, _INCIDENT] = ()
    indicators: Annotated[Lines, _INCIDENT] = ()
    linked_contexts: Annotated[Lines, _INCIDENT] = ()


class Narrative(SealedPart):
    """The account, in words, and what a child or the person thinks of it themselves."""

    account: Annotated[Text | None, _NARRATIVE] = None
    own_view: Annotated[Text | None, _NARRATIVE] = None
    works_well: Annotated[Text | None, _NARRATIVE] = None
    help_so_far: Annotated[Text | None, _NARRATIVE] = None


class Risk(SealedPart):
    """What somebody must know before they go near.

    `do_not_link` is why nobody may put this referral together with others of the person, as a code.
    """

    summary: Annotated[Text | None, _RISK] = None
    immediate_danger: Annotated[Answer, _RISK] = Answer.NOT_ASKED
    to_staff: Annotated[Text | None, _RISK] = None
    to_children: Annotated[Text | None, _RISK] = None
    level: Annotated[Line | None, _RISK] = None
    do_not_link: Annotated[Line | None, _RISK] = None


class Health(SealedPart):
    """Health and access needs as told."""

    needs: Annotated[Text | None, _HEALTH] = None
    communication_aids: Annotated[Lines, _HEALTH] = ()
    mental_health: Annotated[Text | None, _HEALTH] = None
    substances: Annotated[Lines, _HEALTH] = ()
    injecting: Annotated[Answer, _HEALTH] = Answer.NOT_ASKED
    pregnant: Annotated[Answer, _HEALTH] = Answer.NOT_ASKED
    medication: Annotated[Text | None, _HEALTH] = None
    gp: Annotated[Line | None, _HEALTH] = None


class Justice(SealedPart):
    """Orders, custody and court dates about the person."""

    notes: Annotated[Text | None, _JUSTICE] = None
    orders: Annotated[Lines, _JUSTICE] = ()
    court_on: Annotated[date | None, _JUSTICE] = None
    prison: Annotated[Line | None, _JUSTICE] = None


class Family(SealedPart):
    """Parent or guardian and others around the person.

    `parents_aware` and why not say what the front door for children asks. `victim_name` is who it happened to where
    that is not the person: who died, whom a supporter stands by.
    """

    guardian_name: Annotated[Line | None, _FAMILY] = None
    guardian_contact: Annotated[Line | None, _FAMILY] = None
    guardian_safe_to_inform: Annotated[Answer, _FAMILY] = Answer.NOT_ASKED
    guardian_relation: Annotated[Line | None, _FAMILY] = None
    guardian_is_responsible: Annotated[Answer, _FAMILY] = Answer.NOT_ASKED
    parents_aware: Annotated[Answer, _FAMILY] = Answer.NOT_ASKED
    parents_not_asked_because: Annotated[Line | None, _FAMILY] = None
    household: Annotated[Lines, _FAMILY] = ()
    siblings: Annotated[Lines, _FAMILY] = ()
    children: Annotated[Lines, _FAMILY] = ()
    victim_name: Annotated[Line | None, _FAMILY] = None
    victim_relation: Annotated[Line | None, _FAMILY] = None


class Professionals(SealedPart):
    """The officer or worker who knows the case."""

    officer: Annotated[Line | None, _PROFESSIONALS] = None
    officer_contact: Annotated[Line | None, _PROFESSIONALS] = None
    officer_role: Annotated[Line | None, _PROFESSIONALS] = None
    officer_agency: Annotated[Line | None, _PROFESSIONALS] = None
    others_involved: Annotated[Lines, _PROFESSIONALS] = ()
    assisted_by: Annotated[Line | None, _PROFESSIONALS] = None


class Suspect(SealedPart):
    """Who is alleged to have done it; the most restricted group."""

    name: Annotated[Line | None, _SUSPECT] = None
    relation: Annotated[Line | None, _SUSPECT] = None
    lives_with_person: Annotated[Answer, _SUSPECT] = Answer.NOT_ASKED
    is_responsible_for_child: Annotated[Answer, _SUSPECT] = Answer.NOT_ASKED


class Person(BaseModel):
    """All sealed groups of one person in one referral; an absent group was not given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    identity: Annotated[Identity | None, _ID] = None
    contact: Annotated[Contact | None, _CONTACT] = None
    safe_contact: Annotated[SafeContact | None, _SAFE] = None
    address: Annotated[Address | None, _ADDRESS] = None
    equality: Annotated[Equality | None, _EQUALITY] = None
    incident: Annotated[Incident | None, _INCIDENT] = None
    narrative: Annotated[Narrative | None, _NARRATIVE] = None
    risk: Annotated[Risk | None, _RISK] = None
    health: Annotated[Health | None, _HEALTH] = None
    justice: Annotated[Justice | None, _JUSTICE] = None
    family: Annotated[Family | None, _FAMILY] = None
    professionals: Annotated[Professionals | None, _PROFESSIONALS] = None
    suspect: Annotated[Suspect | None, _SUSPECT] = None

    def groups(self) -> dict[Group, SealedPart]:
        """The groups that were given, by name."""
        parts = self.__dict__
        return {group: parts[name] for name, group in _GROUP_NAMED.items() if parts[name] is not None}


PART_OF_GROUP: dict[Group, type[SealedPart]] = {
    Group.IDENTITY: Identity,
    Group.CONTACT: Contact,
    Group.SAFE_CONTACT: SafeContact,
    Group.ADDRESS: Address,
    Group.EQUALITY: Equality,
    Group.INCIDENT: Incident,
    Group.NARRATIVE: Narrative,
    Group.RISK: Risk,
    Group.HEALTH: Health,
    Group.JUSTICE: Justice,
    Group.FAMILY: Family,
    Group.PROFESSIONALS: Professionals,
    Group.SUSPECT: Suspect,
}
_GROUP_NAMED = {group.value: group for group in PART_OF_GROUP}
