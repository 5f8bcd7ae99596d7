"""What the circumstances that a sender tells add to a referral: flags, needs and facts. Codes only, never its words.

Not here: what an offence code brings (need.py), and which sealed group the words go into (person_groups.py).
"""

from collections.abc import Mapping
from uuid import UUID

from waymark.contracts.referral import Facts
from waymark.words import (
    Accommodation,
    Answer,
    ExploitationType,
    Flag,
    HarmContext,
    Need,
    SubjectRole,
)
from waymark_intake.records.person_groups import no_fixed_address_of
from waymark_intake.records.record import Circumstances, Subject

# The ten kinds of the National Referral Mechanism's form, and those that are forms of them (domain.md 2.3).
_SLAVERY = frozenset(ExploitationType) - {ExploitationType.FINANCIAL, ExploitationType.OTHER_EXPLOITATION}
_FLAG_OF_CONTEXT: Mapping[HarmContext, Flag] = {HarmContext.INTIMATE_PARTNER: Flag.DOMESTIC_ABUSE}
_FLAG_OF_ROLE: Mapping[SubjectRole, Flag] = {
    SubjectRole.BEREAVED_RELATIVE: Flag.BEREAVED,
    SubjectRole.UNBORN_CHILD: Flag.CHILD_AT_RISK,
}
_NEED_OF_ROLE: Mapping[SubjectRole, Need] = {
    SubjectRole.SUPPORTER: Need.SUPPORTER_SUPPORT,
    SubjectRole.PARENT_OR_CARER: Need.PARENT_CARER_SUPPORT,
    SubjectRole.UNBORN_CHILD: Need.SAFEGUARDING_CHILD,
}
_NO_HOME = frozenset({Accommodation.NO_FIXED_ADDRESS, Accommodation.ROUGH_SLEEPING})


def is_unborn(subject: Subject) -> bool:
    """Whether the referral is about a child that is not born yet."""
    return subject.due_on is not None or subject.role is SubjectRole.UNBORN_CHILD


def role_of(subject: Subject) -> SubjectRole:
    """What the person has to do with what happened."""
    return SubjectRole.UNBORN_CHILD if is_unborn(subject) else subject.role


def says_what_happened(subject: Subject, around: Circumstances | None) -> bool:
    """Whether the role, or the codes of harm, alone give something to act on."""
    tells_of_harm = around is not None and bool(around.harm_contexts or around.exploitation_types)
    role = role_of(subject)
    return tells_of_harm or role in _NEED_OF_ROLE or role in _FLAG_OF_ROLE


def flags_told(subject: Subject, around: Circumstances | None, child: Answer) -> frozenset[Flag]:
    """Flags that follow from the role and from how the person is harmed.

    Whoever is exploited and is, or may be, a child is an exploited child; the kinds of the National Referral
    Mechanism's form are modern slavery at any age. A supporter or parent is not who it happened to.
    """
    role = role_of(subject)
    found = {_FLAG_OF_ROLE[role]} if role in _FLAG_OF_ROLE else set()
    if around is None or role in {SubjectRole.SUPPORTER, SubjectRole.PARENT_OR_CARER}:
        return frozenset(found)
    found |= {_FLAG_OF_CONTEXT[one] for one in around.harm_contexts if one in _FLAG_OF_CONTEXT}
    if around.exploitation_types and child is not Answer.NO:
        found.add(Flag.CHILD_EXPLOITATION)
    if not _SLAVERY.isdisjoint(around.exploitation_types):
        found.add(Flag.MODERN_SLAVERY)
    if around.immediate_danger is Answer.YES:
        found |= {Flag.HIGH_RISK, *((Flag.CHILD_AT_RISK,) if child is not Answer.NO else ())}
    return frozenset(found)


def needs_told(subject: Subject) -> frozenset[Need]:
    """Needs that follow from the role, and from having no home."""
    role = role_of(subject)
    found = {_NEED_OF_ROLE[role]} if role in _NEED_OF_ROLE else set()
    if accommodation_of(subject) in _NO_HOME:
        found.add(Need.HOUSING)
    return frozenset(found)


def accommodation_of(subject: Subject) -> Accommodation | None:
    """Where the person lives, coded; a yes to having no fixed address says it where nothing else does."""
    if subject.accommodation is None and no_fixed_address_of(subject) is Answer.YES:
        return Accommodation.NO_FIXED_ADDRESS
    return subject.accommodation


def with_told(facts: Facts, subject: Subject, around: Circumstances | None) -> Facts:
    """The facts with what the record tells of role, harm, wishes and home."""
    told = around or Circumstances()
    return facts.model_copy(
        update={
            "subject": role_of(subject),
            "harm_contexts": tuple(sorted(set(told.harm_contexts))),
            "exploitation_types": tuple(sorted(set(told.exploitation_types))),
            "preferences": tuple(sorted(set(subject.preferences))),
            "communication_aids": tuple(sorted(set(subject.communication_aids))),
            "accommodation": accommodation_of(subject),
        }
    )


def journey_key(event_reference: str | None) -> bytes | None:
    """What records of one event or sibling group share, for hashing; None for a record that stands alone."""
    return event_reference.strip().casefold().encode() if event_reference else None


def journey_of(digest: bytes) -> UUID:
    """The journey id that a keyed hash of the event's reference stands for (UUID version 8, RFC 9562)."""
    number = int.from_bytes(digest[:16], "big")
    number &= ~(0xF << 76) & ~(0x3 << 62)
    return UUID(int=number | (0x8 << 76) | (0x2 << 62))
