"""What any sender may say of a person and what is around them: the parts that all records share. Shape and sizes only.

Strict: no unknown field, no number where a word belongs. Nothing here prints itself, so that no record reaches a log.
Not here: the records themselves (police/record.py, partner/record.py), and what they come to.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from waymark.words import (
    Accommodation,
    Answer,
    CommunicationAid,
    DoNotLink,
    ExploitationType,
    HarmContext,
    Position,
    Preference,
    SubjectRole,
)

Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1F\x7F]*$")]
Text = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$")]
Code = Annotated[str, StringConstraints(max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./_-]*$")]
TeamCode = Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")]
Lines = Annotated[tuple[Line, ...], Field(max_length=20)]
DistrictCode = Annotated[str, StringConstraints(pattern=r"^[EWSN][0-9]{8}$")]


class RecordPart(BaseModel):
    """Base of everything a sender writes: strict, closed, frozen, and silent when printed."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True
    )

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        """Nothing: whatever prints a record prints only its kind."""
        return iter(())

    def written(self) -> bytes:
        """The record as JSON, the same whatever order, blanks and defaults it was sent with: for hashing only."""
        return self.__pydantic_serializer__.to_json(self, exclude_defaults=True)


class Equality(RecordPart):
    """Protected characteristics as the person described them; never used for routing.

    `ethnicity_seen` is what an officer put down, apart from what the person said.
    """

    ethnicity: Line | None = None
    nationality: Line | None = None
    religion: Line | None = None
    sexual_orientation: Line | None = None
    gender_identity: Line | None = None
    disability: Line | None = None
    ethnicity_seen: Line | None = None
    second_nationality: Line | None = None
    impairments: Lines = ()


class Guardian(RecordPart):
    """Parent or carer of a child, and whether they may safely be told."""

    name: Line | None = None
    contact: Line | None = None
    safe_to_inform: Answer = Answer.NOT_ASKED
    relation: Line | None = None
    is_responsible: Answer = Answer.NOT_ASKED


class ThirdPerson(RecordPart):
    """Whom to speak to in the place of the person: neither the victim nor, always, family."""

    name: Line | None = None
    relation: Line | None = None
    contact: Line | None = None


class Household(RecordPart):
    """Who is around the person, and what the front door for children asks about parents.

    `victim_name` is who it happened to where that is not the person: who died, whom a supporter stands by.
    """

    members: Lines = ()
    siblings: Lines = ()
    children: Lines = ()
    parents_aware: Answer = Answer.NOT_ASKED
    parents_not_asked_because: Line | None = None
    victim_name: Line | None = None
    victim_relation: Line | None = None


class HealthGiven(RecordPart):
    """Health as told; `substances` are lines such as "heroin, daily, smoked"."""

    mental_health: Text | None = None
    substances: Lines = ()
    injecting: Answer = Answer.NOT_ASKED
    pregnant: Answer = Answer.NOT_ASKED
    medication: Text | None = None
    gp: Line | None = None


class Circumstances(RecordPart):
    """What else is known of what happened and what is ahead; every part may be missing.

    `linked_contexts` are places, groups and platforms of exploitation, never people.
    """

    harm_contexts: Annotated[tuple[HarmContext, ...], Field(max_length=10)] = ()
    exploitation_types: Annotated[tuple[ExploitationType, ...], Field(max_length=13)] = ()
    indicators: Lines = ()
    linked_contexts: Lines = ()
    reported_to_police: Answer = Answer.NOT_ASKED
    own_view: Text | None = None
    works_well: Text | None = None
    help_so_far: Text | None = None
    immediate_danger: Answer = Answer.NOT_ASKED
    risk_to_staff: Text | None = None
    risk_to_children: Text | None = None
    risk_level: Line | None = None
    orders: Lines = ()
    court_on: date | None = None
    prison: Line | None = None
    others_involved: Lines = ()


class Subject(RecordPart):
    """The person a record is about. All of it may be missing; the sender is then told what to add.

    `age_years` counts where there is no date of birth; say `age_is_estimate` where nobody is sure: then a young person
    counts as a possible child. `birth_year` (and `birth_month`) stand for a date of birth that is known in part,
    `age_from` and `age_to` for a range of whole years ("17 or 18?"). `due_on` makes the subject an unborn child, whose
    names are the mother's. `role` is what the person has to do with what happened. `home_district` is the ONS
    local-authority code of where the person lives and is safe. `language` is a BCP 47 tag. `do_not_link` keeps the
    record from being compared with others of the person, and says why.
    """

    given_name: Line | None = None
    family_name: Line | None = None
    known_as: Line | None = None
    pronouns: Line | None = None
    date_of_birth: date | None = None
    age_years: Annotated[int | None, Field(ge=0, lt=130)] = None
    age_is_estimate: bool = False
    birth_year: Annotated[int | None, Field(ge=1900, lt=2200)] = None
    birth_month: Annotated[int | None, Field(ge=1, le=12)] = None
    age_from: Annotated[int | None, Field(ge=0, lt=130)] = None
    age_to: Annotated[int | None, Field(ge=0, lt=130)] = None
    due_on: date | None = None
    role: SubjectRole = SubjectRole.VICTIM
    title: Line | None = None
    aliases: Lines = ()
    nhs_number: Annotated[str, StringConstraints(max_length=20, pattern=r"^[0-9 -]*$")] | None = None
    child_identifier: Line | None = None
    other_references: Lines = ()
    sex: Line | None = None
    mobile: Line | None = None
    landline: Line | None = None
    email: Line | None = None
    other_numbers: Lines = ()
    third_person: ThirdPerson | None = None
    address_lines: Annotated[tuple[Line, ...], Field(max_length=8)] = ()
    postcode: Annotated[str, StringConstraints(max_length=12, pattern=r"^[A-Za-z0-9 -]*$")] | None = None
    no_fixed_address: Answer = Answer.NOT_ASKED
    accommodation: Accommodation | None = None
    home_district: DistrictCode | None = None
    language: Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    communication_aids: Annotated[tuple[CommunicationAid, ...], Field(max_length=9)] = ()
    preferences: Annotated[tuple[Preference, ...], Field(max_length=10)] = ()
    health_needs: Text | None = None
    health: HealthGiven | None = None
    household: Household | None = None
    guardian: Guardian | None = None
    equality: Equality | None = None
    do_not_link: DoNotLink | None = None


class SafeChannels(RecordPart):
    """Which ways of reaching the person are safe, when, and what to say (domain.md section 4)."""

    mobile_safe: Answer = Answer.NOT_ASKED
    text_safe: Answer = Answer.NOT_ASKED
    voicemail_safe: Answer = Answer.NOT_ASKED
    landline_safe: Answer = Answer.NOT_ASKED
    email_safe: Answer = Answer.NOT_ASKED
    post_safe: Answer = Answer.NOT_ASKED
    times: Line | None = None
    code_word: Line | None = None
    instructions: Line | None = None
    third_person_safe: Answer = Answer.NOT_ASKED
    do_not_contact: Answer = Answer.NOT_ASKED
    hide_number: Answer = Answer.NOT_ASKED
    keep_messages: Answer = Answer.NOT_ASKED
    phone_shared: Answer = Answer.NOT_ASKED
    email_shared: Answer = Answer.NOT_ASKED
    address_shared: Answer = Answer.NOT_ASKED
    who_may_answer: Line | None = None
    who_must_not_know: Line | None = None
    if_unreachable: Line | None = None


class ConsentGiven(RecordPart):
    """What the person said about sharing. `explicit`: in words, to named kinds of help. `wording`: which text."""

    position: Position
    explicit: bool = False
    given_by: Literal["self", "guardian", "attorney"] = "self"
    how: Literal["spoken", "written", "online"] = "spoken"
    wording: Annotated[str, StringConstraints(max_length=60, pattern=r"^[A-Za-z0-9./_-]*$")] = ""
    asked_at: AwareDatetime | None = None


class Officer(RecordPart):
    """Who to ask about the record."""

    name: Line | None = None
    contact: Line | None = None
    role: Line | None = None
    agency: Line | None = None


class Alleged(RecordPart):
    """Who is alleged to have done it."""

    name: Line | None = None
    relation: Line | None = None
    lives_with_person: Answer = Answer.NOT_ASKED
    is_responsible_for_child: Answer = Answer.NOT_ASKED
