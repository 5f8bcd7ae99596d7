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
Text = Annotated[str, Field(max_length=20_000)]


class SealedPart(BaseModel):
    """Base of every sealed group: frozen, nothing unknown gets in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Identity(SealedPart):
    """Who the person is."""

    given_name: Annotated[Line | None, _ID] = None
    family_name: Annotated[Line | None, _ID] = None
    known_as: Annotated[Line | None, _ID] = None
    pronouns: Annotated[Line | None, _ID] = None
    date_of_birth: Annotated[date | None, _ID] = None
    sex: Annotated[Line | None, _ID] = None


class Contact(SealedPart):
    """How the person can be reached; whether that is safe is another group."""

    mobile: Annotated[Line | None, _CONTACT] = None
    landline: Annotated[Line | None, _CONTACT] = None
    email: Annotated[Line | None, _CONTACT] = None


class SafeContact(SealedPart):
    """Which channels are safe, when, and what to say (domain.md section 4, safe-contact model)."""

    mobile_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    text_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    voicemail_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    landline_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    email_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    post_safe: Annotated[Answer, _SAFE] = Answer.NOT_ASKED
    times: Annotated[Line | None, _SAFE] = None
    code_word: Annotated[Line | None, _SAFE] = None
    instructions: Annotated[Line | None, _SAFE] = None


class Address(SealedPart):
    """Where the person lives and is safe."""

    lines: Annotated[tuple[Line, ...], _ADDRESS] = ()
    postcode: Annotated[Line | None, _ADDRESS] = None
    no_fixed_address: Annotated[Answer, _ADDRESS] = Answer.NOT_ASKED


class Equality(SealedPart):
    """Protected characteristics, only as the person gave them; never used for routing."""

    ethnicity: Annotated[Line | None, _EQUALITY] = None
    nationality: Annotated[Line | None, _EQUALITY] = None
    religion: Annotated[Line | None, _EQUALITY] = None
    sexual_orientation: Annotated[Line | None, _EQUALITY] = None
    gender_identity: Annotated[Line | None, _EQUALITY] = None
    disability: Annotated[Line | None, _EQUALITY] = None


class Incident(SealedPart):
    """What was recorded, by code and reference; the account itself is the narrative."""

    crime_reference: Annotated[Line | None, _INCIDENT] = None
    offence_code: Annotated[Line | None, _INCIDENT] = None
    crime_category: Annotated[Line | None, _INCIDENT] = None
    occurred_on: Annotated[date | None, _INCIDENT] = None
    place: Annotated[Line | None, _INCIDENT] = None


class Narrative(SealedPart):
    """The account, in words."""

    account: Annotated[Text | None, _NARRATIVE] = None


class Risk(SealedPart):
    """What somebody must know before they go near."""

    summary: Annotated[Text | None, _RISK] = None


class Health(SealedPart):
    """Health and access needs as told."""

    needs: Annotated[Text | None, _HEALTH] = None


class Justice(SealedPart):
    """Orders, custody and court dates about the person."""

    notes: Annotated[Text | None, _JUSTICE] = None


class Family(SealedPart):
    """Parent or guardian and others around the person."""

    guardian_name: Annotated[Line | None, _FAMILY] = None
    guardian_contact: Annotated[Line | None, _FAMILY] = None
    guardian_safe_to_inform: Annotated[Answer, _FAMILY] = Answer.NOT_ASKED


class Professionals(SealedPart):
    """The officer or worker who knows the case."""

    officer: Annotated[Line | None, _PROFESSIONALS] = None
    officer_contact: Annotated[Line | None, _PROFESSIONALS] = None


class Suspect(SealedPart):
    """Who is alleged to have done it; the most restricted group."""

    name: Annotated[Line | None, _SUSPECT] = None
    relation: Annotated[Line | None, _SUSPECT] = None


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
