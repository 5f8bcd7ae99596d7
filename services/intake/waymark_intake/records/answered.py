"""The sender's answer to what it was asked: ways of contact with what is safe, or the word on the national mechanism.

An answer replaces whole groups and single facts and leaves the rest of the record alone, which intake does not keep.
What protects the person and was said before stands until it is taken back: consent, which has it, sees to that. Not
here: the word on sharing, which is recorded at consent's door; a whole new record (correction.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from waymark.contracts.person import Person
from waymark.contracts.referral import FactsAnswered, SealedPerson
from waymark.errors import Fault, Kind, Refused
from waymark.ids import AgencyId, ReferralId
from waymark.safe_contact import contactable_of, is_all_usable
from waymark.words import Answer, Contactable, Group, QualityFlag, SafeNote
from waymark_intake.records.person_groups import contact_of, safe_contact_of
from waymark_intake.records.record import Line, RecordPart, SafeChannels, Subject

OF_CONTACT = (
    QualityFlag.CONTACT_MISSING,
    QualityFlag.NO_SAFE_CONTACT,
    QualityFlag.CONTACT_UNUSABLE,
    QualityFlag.DO_NOT_CONTACT,
    QualityFlag.CONTACT_SHARED_WITH_ALLEGED,
)
"""What an answer about ways of contact settles or finds anew."""


class ContactGiven(RecordPart):
    """The ways of reaching the person, anew."""

    mobile: Line | None = None
    landline: Line | None = None
    email: Line | None = None


class AnswerGiven(RecordPart):
    """What the sender found out about version `version`.

    `contact` and `safe_contact` come together, since whether somebody can be reached is told from both. They take the
    place of the ways of contact and of every yes to one. What protects stands where nothing is said of it: a no to a
    way, `do_not_contact`, `hide_number`, a channel that is shared, each until the opposite is answered; and notes, such
    as `who_must_not_know`, until another is written or they are `taken_back`. `nrm_agreed` is an adult's word on the
    National Referral Mechanism.
    """

    version: Annotated[int, Field(ge=1)]
    contact: ContactGiven | None = None
    safe_contact: SafeChannels | None = None
    taken_back: Annotated[tuple[SafeNote, ...], Field(max_length=len(SafeNote))] = ()
    nrm_agreed: Answer | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Answered:
    """What an answer comes to: the groups and facts it replaces, and what is still wrong with ways of contact."""

    person: Person
    facts: FactsAnswered
    wrong: tuple[QualityFlag, ...]


@dataclass(frozen=True, slots=True)
class AnswerSubmission:
    """An answer ready to be stored: sealed, with keyed hashes instead of anything readable (see Submission)."""

    referral_id: ReferralId
    sender: AgencyId
    subject: str
    key_hash: bytes
    fingerprint: bytes
    facts: FactsAnswered
    wrong: tuple[QualityFlag, ...]
    person: SealedPerson | None
    hashes: Mapping[Group, str]
    taken_back: tuple[SafeNote, ...] = ()
    traceparent: str = ""


def answered(given: AnswerGiven) -> Answered:
    """What the answer comes to; raises Refused(INVALID) with one Fault per field that is wrong."""
    faults = tuple(_faults(given))
    if faults:
        raise Refused(Kind.INVALID, "This answers nothing", code="answer_refused", faults=faults)
    if given.contact is None:
        return Answered(Person(), FactsAnswered(nrm_agreed=given.nrm_agreed), ())
    contact = contact_of(Subject(**given.contact.__dict__))
    safe = safe_contact_of(given.safe_contact)
    contactable = contactable_of(contact=contact, address=None, safe=safe, family=None)
    return Answered(
        Person(contact=contact, safe_contact=safe),
        FactsAnswered(contactable=contactable, nrm_agreed=given.nrm_agreed),
        tuple(_wrong(given.contact, given.safe_contact, contactable)),
    )


def quality_after(before: tuple[QualityFlag, ...], answer: AnswerSubmission) -> tuple[QualityFlag, ...]:
    """The referral's quality flags once the answer is in: those of contact are found anew where it was answered."""
    settled = OF_CONTACT if answer.facts.contactable is not None else ()
    found = (set(before) - set(settled)) | set(answer.wrong)
    return tuple(flag for flag in QualityFlag if flag in found)


def changes(answer: AnswerSubmission) -> tuple[Group, ...]:
    """What the answer changes, for whoever has the referral."""
    return (*(group for group in Group if group in answer.hashes), Group.FACTS)


def _faults(given: AnswerGiven) -> Iterator[Fault]:
    if (given.contact, given.safe_contact, given.nrm_agreed) == (None, None, None) and not given.taken_back:
        yield Fault("", "nothing_answered", "Send contact with safe_contact, or nrm_agreed.")
    elif given.safe_contact is None and (given.contact is not None or given.taken_back):
        yield Fault("/safe_contact", "missing", "Say of each way of contact whether it is safe.")
    elif given.contact is None and given.safe_contact is not None:
        yield Fault("/contact", "missing", "Send the ways of contact again: the answer takes the place of all of them.")
    if given.safe_contact is not None and any(getattr(given.safe_contact, note) for note in given.taken_back):
        yield Fault("/taken_back", "said_twice", "Write a note anew or take it back, not both.")


def _wrong(contact: ContactGiven, safe: SafeChannels | None, contactable: Contactable) -> Iterator[QualityFlag]:
    if contactable is Contactable.MISSING:
        yield QualityFlag.CONTACT_MISSING
    if contactable is Contactable.UNSAFE:
        is_no = safe is not None and safe.do_not_contact is Answer.YES
        yield QualityFlag.DO_NOT_CONTACT if is_no else QualityFlag.NO_SAFE_CONTACT
    if not is_all_usable(contact.mobile, contact.landline, email=contact.email, guardian=None):
        yield QualityFlag.CONTACT_UNUSABLE
