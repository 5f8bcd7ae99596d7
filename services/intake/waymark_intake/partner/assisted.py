"""A referral that a worker fills in with the person: what the person said to each kind of help, and what follows.

The act is the person's own, so a kind of help they said no to leaves no need behind, as on the public form; what
protects a child counts whatever was said. Not here: the words that are read aloud (refer/wording.py).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from waymark.errors import Fault
from waymark.words import Flag, Need, OffenceClass, Position
from waymark_intake.records.record import ConsentGiven, Line, RecordPart
from waymark_intake.self_referral.situation import SPECIALISTS_CLASSES, HelpKind

_MOST_KINDS = len(HelpKind)
LONGEST_ACCOUNT = 19_000
"""Shorter than a sealed text: how it was filled in is written in front of it."""
Kinds = Annotated[tuple[HelpKind, ...], Field(max_length=_MOST_KINDS)]


class Assisted(RecordPart):
    """How worker and person spoke, and the person's yes or no to each kind of help that was named to them.

    `by` is the worker's name; which member it was stands in the audit trail. The words that were read aloud are named
    by the consent's `wording`.
    """

    by: Line | None = None
    channel: Literal["telephone", "in_person", "video"]
    interpreter_present: bool = False
    agreed: Kinds = ()
    refused: Kinds = ()


_SUBSTANCES = (
    Need.ALCOHOL,
    Need.CANNABIS,
    Need.OPIATES,
    Need.CRACK_COCAINE,
    Need.COCAINE,
    Need.OTHER_SUBSTANCE,
    Need.HARM_REDUCTION,
    Need.MUTUAL_AID,
    Need.COURT_ORDER_TREATMENT,
    Need.PRISON_RELEASE_CONTINUITY,
)
_SEXUAL = (
    Need.ISVA,
    Need.CHISVA,
    Need.COUNSELLING,
    Need.GROUP_WORK,
    Need.CREATIVE_THERAPY,
    Need.SUPPORTER_SUPPORT,
)
_USED = (Need.EXPLOITATION_SUPPORT, Need.PSYCHOEDUCATION, Need.DIVERSIONARY_ACTIVITY, Need.PARENT_CARER_SUPPORT)
HELP_OF_NEED: Mapping[Need, HelpKind] = {
    **dict.fromkeys(_SUBSTANCES, HelpKind.SUBSTANCES),
    **dict.fromkeys(_SEXUAL, HelpKind.UNWANTED_SEX),
    **dict.fromkeys(_USED, HelpKind.UNDER_PRESSURE),
    **dict.fromkeys((Need.NRM_SUPPORT, Need.SAFE_ACCOMMODATION, Need.IMMIGRATION_ADVICE), HelpKind.MADE_TO_WORK),
    Need.FRAUD_RECOVERY: HelpKind.TRICKED,
}
"""Whose work a need is; support workers do what is not here."""
_HELP_OF_FLAG: Mapping[Flag, HelpKind] = {Flag.DOMESTIC_ABUSE: HelpKind.HOME, Flag.BEREAVED: HelpKind.BEREAVED}
_HELP_OF_CLASS: Mapping[OffenceClass, HelpKind] = {
    OffenceClass.SEXUAL: HelpKind.UNWANTED_SEX,
    OffenceClass.MODERN_SLAVERY: HelpKind.MADE_TO_WORK,
}
# What somebody must be told whoever agrees: nobody is asked for it, and nobody's no takes it away.
_NOBODYS = frozenset({Need.SAFEGUARDING_CHILD, Need.SAFEGUARDING_ADULT, Need.DRUG_TEST_ASSESSMENT, Need.INTERPRETER})
_CHANNEL_WORDS: Mapping[str, str] = {"telephone": "by telephone", "in_person": "in person", "video": "by video"}


def help_of(need: Need) -> HelpKind | None:
    """Whose work it is; None for what nobody is asked about."""
    return None if need in _NOBODYS else HELP_OF_NEED.get(need, HelpKind.SUPPORT)


def asked_about(needs: Collection[Need], flags: Collection[Flag]) -> tuple[HelpKind, ...]:
    """The kinds of help a person with these needs and circumstances is asked about by name."""
    found = {help_of(need) for need in needs} | {_HELP_OF_FLAG.get(flag) for flag in flags}
    if found - {HelpKind.SUBSTANCES, None} or not found - {None}:
        found.add(HelpKind.SUPPORT)
    return tuple(kind for kind in HelpKind if kind in found)


def _said_no(assisted: Assisted | None) -> frozenset[HelpKind]:
    """The kinds that fall away. Where all were refused nothing does: nobody gets it, and what was wanted counts."""
    return frozenset(assisted.refused) if assisted and assisted.agreed else frozenset()


def needs_kept(needs: Sequence[Need], assisted: Assisted | None) -> tuple[Need, ...]:
    """The needs without those that belong to a kind of help the person said no to; support where none is left."""
    no = _said_no(assisted)
    kept = tuple(need for need in needs if help_of(need) not in no)
    if needs and not any(help_of(need) for need in kept) and assisted and HelpKind.SUPPORT in assisted.agreed:
        return (Need.EMOTIONAL_SUPPORT, *kept)
    return kept


def flags_kept(flags: Sequence[Flag], assisted: Assisted | None) -> tuple[Flag, ...]:
    """The circumstances without those that only lead to a kind of help the person said no to."""
    no = _said_no(assisted)
    return tuple(flag for flag in flags if _HELP_OF_FLAG.get(flag) not in no)


def class_kept(offence_class: OffenceClass | None, assisted: Assisted | None) -> OffenceClass | None:
    """The class of offence, unless it would lead to the specialists the person said no to."""
    if offence_class is None or offence_class not in SPECIALISTS_CLASSES:
        return offence_class
    return None if _HELP_OF_CLASS.get(offence_class) in _said_no(assisted) else offence_class


def assisted_faults(assisted: Assisted | None, consent: ConsentGiven | None) -> Iterator[Fault]:
    """What contradicts itself: the word on sharing must be the person's own, as must each kind of help's."""
    if assisted is None:
        return
    if not set(assisted.agreed).isdisjoint(assisted.refused):
        yield Fault("/assisted/refused", "contradicts", "Name each kind of help once, as agreed or as refused.")
    if not assisted.agreed and not assisted.refused:
        yield Fault("/assisted/agreed", "missing", "Name the kinds of help, as agreed or as refused.")
    if consent is None:
        yield Fault("/consent", "missing", "Send what the person said, given_by self.")
        return
    if consent.given_by != "self":
        yield Fault("/consent/given_by", "contradicts", "Filled in with the person: given_by must be self.")
    wanted = Position.GIVEN if assisted.agreed else Position.REFUSED
    if consent.position is not wanted:
        yield Fault("/consent/position", "contradicts", f"With these answers the position is {wanted}.")


def told_of(assisted: Assisted | None, wording: str) -> Iterator[str]:
    """How it was filled in, in words, for whoever works with the person."""
    if assisted is None:
        return
    with_whom = ", with an interpreter" if assisted.interpreter_present else ""
    yield f"Filled in with the person {_CHANNEL_WORDS[assisted.channel]}{with_whom}."
    asked = f" (asked in the words {wording})" if wording else ""
    if assisted.agreed:
        yield f"They said yes to: {_named(assisted.agreed)}{asked}."
    if assisted.refused:
        yield f"They said no to: {_named(assisted.refused)}{asked}."


def _named(kinds: Collection[HelpKind]) -> str:
    return ", ".join(kind.value.replace("_", " ") for kind in HelpKind if kind in kinds)
