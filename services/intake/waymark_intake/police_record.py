"""The JSON a police record system sends: shape and sizes, nothing derived. What it comes to is in police.py.

Strict: no unknown field, no number where a word belongs. Nothing here prints itself, so that no record reaches a log.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from waymark.words import Answer, Flag, Need, Position

Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1F\x7F]*$")]
Text = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$")]
Code = Annotated[str, StringConstraints(max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./_-]*$")]
TeamCode = Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")]
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


class Business(RecordPart):
    """A business as the victim; a referral needs a person there who wants help."""

    name: Line | None = None
    contact_name: Line | None = None


class Equality(RecordPart):
    """Protected characteristics as the person described them; never used for routing."""

    ethnicity: Line | None = None
    nationality: Line | None = None
    religion: Line | None = None
    sexual_orientation: Line | None = None
    gender_identity: Line | None = None
    disability: Line | None = None


class Guardian(RecordPart):
    """Parent or carer of a child, and whether they may safely be told."""

    name: Line | None = None
    contact: Line | None = None
    safe_to_inform: Answer = Answer.NOT_ASKED


class Subject(RecordPart):
    """The person a record is about. All of it may be missing; the sender is then told what to add.

    `age_years` counts where there is no date of birth; say `age_is_estimate` where nobody is sure (17 or 18?): then a
    young person counts as a possible child. `home_district` is the ONS local-authority code of where the person lives
    and is safe. `language` is a BCP 47 tag.
    """

    given_name: Line | None = None
    family_name: Line | None = None
    known_as: Line | None = None
    pronouns: Line | None = None
    date_of_birth: date | None = None
    age_years: Annotated[int | None, Field(ge=0, lt=130)] = None
    age_is_estimate: bool = False
    sex: Line | None = None
    mobile: Line | None = None
    landline: Line | None = None
    email: Line | None = None
    address_lines: Annotated[tuple[Line, ...], Field(max_length=8)] = ()
    postcode: Annotated[str, StringConstraints(max_length=12, pattern=r"^[A-Za-z0-9 ]*$")] | None = None
    no_fixed_address: Answer = Answer.NOT_ASKED
    home_district: DistrictCode | None = None
    language: Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    health_needs: Text | None = None
    guardian: Guardian | None = None
    equality: Equality | None = None


class Victim(Subject):
    """The person a crime record is about, who may speak for a business."""

    business: Business | None = None


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


class Alleged(RecordPart):
    """Who is alleged to have done it."""

    name: Line | None = None
    relation: Line | None = None


class PoliceRecord(RecordPart):
    """One crime, one victim, as a police record system knows it at the moment of recording.

    `reported_at` starts the police clock. At least one of `offence_code` (Home Office, "CCC/SS"), `crime_category`
    (data.police.uk slug or name), `flags` and `needs` must say what happened. `crime_district` is where.
    `nrm_agreed` is an adult's word on the National Referral Mechanism, which is not the word on sharing. `team` is the
    force's own code of an organisational unit, never of a person: quality is told back by team.
    """

    force_reference: Code | None = None
    team: TeamCode | None = None
    reported_at: AwareDatetime
    occurred_on: date | None = None
    offence_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}/[0-9]{2}$")] | None = None
    crime_category: Annotated[str, StringConstraints(max_length=60)] | None = None
    flags: Annotated[tuple[Flag, ...], Field(max_length=20)] = ()
    needs: Annotated[tuple[Need, ...], Field(max_length=20)] = ()
    victim: Victim
    safe_contact: SafeChannels | None = None
    consent: ConsentGiven | None = None
    crime_district: DistrictCode | None = None
    place: Line | None = None
    account: Text | None = None
    risk_summary: Text | None = None
    justice_notes: Text | None = None
    officer: Officer | None = None
    suspect: Alleged | None = None
    nrm_agreed: Answer = Answer.NOT_ASKED
