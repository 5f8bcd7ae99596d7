"""What is wrong with a record that still travels, beyond what each format finds by itself: one function per question.

Suspicions, not verdicts: whether something is out of scope or on the wrong pathway is decided by routing rules. Limits
and lists are dated rows. Pure. Not here: what stops a record (police/, partner/), and what to do (advice.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from waymark.contracts.referral import Facts
from waymark.reference import offences
from waymark.safe_contact import is_same_name
from waymark.words import Answer, Contactable, CrimeCategory, Flag, Need, OffenceClass, Position, QualityFlag
from waymark_intake.quality.advice import PERSON_AT
from waymark_intake.records.record import Alleged, ConsentGiven, SafeChannels, Subject
from waymark_intake.records.subject import unusable_ways
from waymark_intake.referral import Pointers, RecordKind

_Q = QualityFlag
_FROM = date(2021, 4, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """A dated row of configuration."""

    valid_from: date


@dataclass(frozen=True, slots=True)
class Scope(Row):
    """Offence classes that no pathway here is bought for, and needs that are met elsewhere after domestic abuse."""

    classes: frozenset[OffenceClass]
    needs_after_domestic_abuse: frozenset[Need]


@dataclass(frozen=True, slots=True)
class Explicit(Row):
    """What asks for explicit consent first (domain.md 1.6)."""

    classes: frozenset[OffenceClass]
    flags: frozenset[Flag]


@dataclass(frozen=True, slots=True)
class Guarded(Row):
    """Below this age somebody else answers for a child as a rule."""

    below_years: int


@dataclass(frozen=True, slots=True)
class ChildRisk(Row):
    """What, with a child, speaks for harm to it."""

    classes: frozenset[OffenceClass]
    flags: frozenset[Flag]


@dataclass(frozen=True, slots=True)
class Pairing(Row):
    """Needs that go with some classes of offence only, and needs of children or of adults only."""

    classes_of: Mapping[Need, frozenset[OffenceClass]]
    childs: frozenset[Need]
    adults: frozenset[Need]


_O = OffenceClass
SCOPES: tuple[Scope, ...] = (Scope(_FROM, frozenset({_O.ROAD, _O.DRUGS}), frozenset({Need.SAFE_ACCOMMODATION})),)
"""Outside what the county buys: serious road collisions, refuge after domestic abuse (needs.md 1); possession of drugs
has no victim."""
EXPLICIT: tuple[Explicit, ...] = (
    Explicit(
        _FROM,
        frozenset({_O.SEXUAL, _O.DOMESTIC_ABUSE, _O.HOMICIDE}),
        frozenset({Flag.DOMESTIC_ABUSE, Flag.BEREAVED}),
    ),
)
GUARDED: tuple[Guarded, ...] = (Guarded(_FROM, below_years=16),)
"""At 16 people are presumed to decide for themselves (Family Law Reform Act 1969 s.8, Mental Capacity Act 2005)."""
CHILD_RISKS: tuple[ChildRisk, ...] = (
    ChildRisk(
        _FROM,
        frozenset({_O.SEXUAL, _O.DOMESTIC_ABUSE, _O.MODERN_SLAVERY, _O.CHILD_CRUELTY}),
        frozenset({Flag.DOMESTIC_ABUSE, Flag.MODERN_SLAVERY}),
    ),
)
"""Sexual offences, abuse at home and exploitation are significant harm to a child (domain.md section 3)."""
PAIRINGS: tuple[Pairing, ...] = (
    Pairing(
        _FROM,
        {
            Need.FRAUD_RECOVERY: frozenset({_O.FRAUD, _O.THEFT, _O.OTHER}),
            Need.ISVA: frozenset({_O.SEXUAL, _O.MODERN_SLAVERY, _O.DOMESTIC_ABUSE, _O.CHILD_CRUELTY, _O.OTHER}),
            Need.CHISVA: frozenset({_O.SEXUAL, _O.MODERN_SLAVERY, _O.DOMESTIC_ABUSE, _O.CHILD_CRUELTY, _O.OTHER}),
        },
        childs=frozenset({Need.CHISVA, Need.SAFEGUARDING_CHILD}),
        adults=frozenset({Need.ISVA, Need.SAFEGUARDING_ADULT, Need.DRUG_TEST_ASSESSMENT}),
    ),
)
R = TypeVar("R", bound=Row)


def in_force(rows: Sequence[R], day: date) -> R:
    """The row in force on a day; the first one for a day before all of them."""
    return next((row for row in reversed(rows) if row.valid_from <= day), rows[0])


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """What both kinds of senders' records say, and what it came to; `day` is the local day of receipt.

    `needs` and `flags` are those the sender sent, not what follows from them.
    """

    kind: RecordKind
    day: date
    subject: Subject
    facts: Facts
    consent: ConsentGiven | None
    safe: SafeChannels | None
    alleged: Alleged | None
    needs: tuple[Need, ...]
    flags: tuple[Flag, ...]
    has_account: bool
    offence_code: str | None = None
    category: CrimeCategory | None = None


class Record(Protocol):
    """What records of both kinds of senders have in common, beside the person."""

    @property
    def consent(self) -> ConsentGiven | None:
        """What the person said about sharing."""

    @property
    def safe_contact(self) -> SafeChannels | None:
        """Which ways of reaching the person are safe."""

    @property
    def suspect(self) -> Alleged | None:
        """Who is alleged to have done it."""

    @property
    def needs(self) -> tuple[Need, ...]:
        """The needs as they were sent."""

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The flags as they were sent."""

    @property
    def account(self) -> str | None:
        """The account, in words."""

    @property
    def offence_code(self) -> str | None:
        """The Home Office offence code."""


def said_of(
    record: Record,
    facts: Facts,
    day: date,
    *,
    kind: RecordKind,
    subject: Subject,
    category: CrimeCategory | None = None,
) -> Said:
    """What a record of that kind about that person says, and what it came to; `day` is the local day of receipt."""
    return Said(
        kind=kind,
        day=day,
        subject=subject,
        facts=facts,
        consent=record.consent,
        safe=record.safe_contact,
        alleged=record.suspect,
        needs=record.needs,
        flags=record.flags,
        has_account=bool(record.account),
        offence_code=record.offence_code,
        category=category,
    )


def faults_of(said: Said) -> dict[QualityFlag, bool]:
    """Which of the questions here are answered with a fault."""
    return {
        _Q.NO_SAFE_CONTACT: said.facts.contactable is Contactable.UNSAFE and not _is_told_no(said),
        _Q.DO_NOT_CONTACT: said.facts.contactable is Contactable.UNSAFE and _is_told_no(said),
        _Q.CONTACT_SHARED_WITH_ALLEGED: _guardian_is_alleged(said) or any(True for _ in _shared(said)),
        _Q.EXPLICIT_CONSENT_MISSING: _wants_explicit(said),
        _Q.CONSENT_EVIDENCE_MISSING: any(True for _ in _unproved(said)),
        _Q.GUARDIAN_NOT_SAID: _guardian_not_said(said),
        _Q.CHILD_RISK_NOT_FLAGGED: _child_risk_not_flagged(said),
        _Q.CHILD_PROTECTION_FIRST: Flag.CHILD_AT_RISK in said.flags or Need.SAFEGUARDING_CHILD in said.needs,
        _Q.OUT_OF_SCOPE_SUSPECTED: _out_of_scope(said),
        _Q.PATHWAY_DOUBTFUL: _pathway_doubtful(said),
        _Q.OTHER_NOT_EXPLAINED: _other_not_explained(said),
        _Q.INTERPRETER_LANGUAGE_MISSING: Flag.INTERPRETER in said.flags and said.facts.language.split("-")[0] == "en",
    }


def pointers_of(said: Said) -> Pointers:
    """The very fields of the faults that may lie in one of several: which number, which part of the consent."""
    within = PERSON_AT.get(said.kind, "")
    found = (
        (_Q.CONTACT_UNUSABLE, tuple(f"{within}/{name}" for name in unusable_ways(said.subject))),
        (_Q.CONSENT_EVIDENCE_MISSING, tuple(f"/consent/{name}" for name in _unproved(said))),
        (
            _Q.CONTACT_SHARED_WITH_ALLEGED,
            (*((f"{within}/guardian",) if _guardian_is_alleged(said) else ()), *_shared(said)),
        ),
    )
    return tuple((flag, fields) for flag, fields in found if fields)


def _is_told_no(said: Said) -> bool:
    """Whether the person was asked, and said of each way that was asked about that it is not safe."""
    safe = said.safe
    if safe is None:
        return False
    if safe.do_not_contact is Answer.YES:
        return True
    answers = [safe.mobile_safe, safe.text_safe, safe.landline_safe, safe.email_safe, safe.post_safe]
    asked = [answer for answer in answers if answer is not Answer.NOT_ASKED]
    return bool(asked) and all(answer is Answer.NO for answer in asked)


def _shared(said: Said) -> Iterator[str]:
    """The channels that the alleged person uses too; who lives there gets the post as well."""
    for name in ("phone_shared", "email_shared", "address_shared"):
        if said.safe and getattr(said.safe, name) is Answer.YES:
            yield f"/safe_contact/{name}"
    lives_there = said.alleged is not None and said.alleged.lives_with_person is Answer.YES
    if lives_there and said.safe and said.safe.post_safe is Answer.YES:
        yield "/safe_contact/post_safe"


def _guardian_is_alleged(said: Said) -> bool:
    """The one who is alleged to have done it is also the carer to be told (domain.md section 9, number 10)."""
    guardian, alleged = said.subject.guardian, said.alleged
    if guardian is None or alleged is None or guardian.safe_to_inform is Answer.NO:
        return False
    return is_same_name(guardian.name, alleged.name)


def _is_given(said: Said) -> bool:
    return said.consent is not None and said.consent.position is Position.GIVEN


def _wants_explicit(said: Said) -> bool:
    row = in_force(EXPLICIT, said.day)
    asks = said.facts.offence_class in row.classes or not row.flags.isdisjoint(said.facts.flags)
    return asks and _is_given(said) and said.consent is not None and not said.consent.explicit


def _unproved(said: Said) -> Iterator[str]:
    """What a yes leaves out of who, how, which wording and when; a controller must be able to show it (GDPR art. 7)."""
    if said.consent is None or not _is_given(said):
        return
    told = said.consent.model_fields_set
    yield from (name for name in ("given_by", "how") if name not in told)
    if not said.consent.wording:
        yield "wording"
    if said.consent.asked_at is None:
        yield "asked_at"


def _guardian_not_said(said: Said) -> bool:
    """A child too young to answer alone, and no word on a parent or on whether they may be told."""
    years, guardian = said.facts.age_years, said.subject.guardian
    if said.facts.child is not Answer.YES or (years is not None and years >= in_force(GUARDED, said.day).below_years):
        return False
    return guardian is None or guardian.safe_to_inform is Answer.NOT_ASKED


def _child_risk_not_flagged(said: Said) -> bool:
    row = in_force(CHILD_RISKS, said.day)
    if said.facts.child is not Answer.YES:
        return False
    is_told = Flag.CHILD_AT_RISK in said.facts.flags or Need.SAFEGUARDING_CHILD in said.facts.needs
    speaks = said.facts.offence_class in row.classes or not row.flags.isdisjoint(said.facts.flags)
    return speaks and not is_told


def _out_of_scope(said: Said) -> bool:
    """An excluded type, or a business whose contact nobody asked whether they want support."""
    row = in_force(SCOPES, said.day)
    excluded = said.facts.offence_class in row.classes and not said.needs
    refuge = not row.needs_after_domestic_abuse.isdisjoint(said.needs) and (
        Flag.DOMESTIC_ABUSE in said.flags or said.facts.offence_class is _O.DOMESTIC_ABUSE
    )
    return excluded or refuge or (Flag.BUSINESS in said.facts.flags and not _is_given(said))


def _pathway_doubtful(said: Said) -> bool:
    """A need that does not go with the offence, as far as one is known for sure, or with the person's age."""
    row, offence_class = in_force(PAIRINGS, said.day), said.facts.offence_class
    asked = set(said.needs)
    strange = any(
        offence_class is not None and offence_class not in classes
        for need, classes in row.classes_of.items()
        if need in asked
    )
    for_another_age = {Answer.NO: row.childs, Answer.YES: row.adults}.get(said.facts.child, frozenset())
    # An adult's record may tell of a child in the household.
    if Flag.CHILD_AT_RISK in said.flags:
        for_another_age = for_another_age - {Need.SAFEGUARDING_CHILD}
    return strange or not asked.isdisjoint(for_another_age)


def _other_not_explained(said: Said) -> bool:
    """Other, and neither a second code nor words (recommendation G8)."""
    other_need = set(said.needs) == {Need.OTHER} and said.offence_code is None
    other_crime = said.category is CrimeCategory.OTHER_CRIME and said.offence_code is None and not said.needs
    return (other_need or other_crime) and not said.has_account


def second_codes(said: Said) -> tuple[str, ...]:
    """What `other` was, as codes: the needs and the offence class sent beside it; `words` or `nothing` where none was.

    Empty where nothing in the record is `other`.
    """
    is_other = Need.OTHER in said.needs or said.category is CrimeCategory.OTHER_CRIME
    if not is_other:
        return ()
    needs = tuple(f"need:{need}" for need in said.needs if need is not Need.OTHER)
    offence = offences.class_of(said.offence_code) if said.offence_code else None
    found = needs + ((f"offence:{offence}",) if offence else ())
    return found or (("words",) if said.has_account else ("nothing",))
