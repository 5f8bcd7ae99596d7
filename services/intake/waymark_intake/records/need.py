"""Which needs a referral comes with: what the sender asks for, what the offence brings, what a flag adds.

Not here: where a need goes; that is the router's.
"""

from collections.abc import Collection, Iterable, Iterator

from waymark.reference import offences
from waymark.words import Answer, CrimeCategory, Flag, Need, OffenceClass

_NEEDS_OF_FLAG: dict[Flag, Need] = {
    Flag.CHILD_AT_RISK: Need.SAFEGUARDING_CHILD,
    Flag.CHILD_EXPLOITATION: Need.EXPLOITATION_SUPPORT,
    Flag.MODERN_SLAVERY: Need.NRM_SUPPORT,
    Flag.DOMESTIC_ABUSE: Need.SAFETY_PLANNING,
    Flag.BEREAVED: Need.EMOTIONAL_SUPPORT,
}
_ORDER = {need: number for number, need in enumerate(Need)}
# What a flag adds for a child, and for whoever may be one: the front door hears of every exploited child.
_CHILDS_NEEDS_OF_FLAG: dict[Flag, tuple[Need, ...]] = {
    Flag.CHILD_EXPLOITATION: (Need.SAFEGUARDING_CHILD,),
    Flag.MODERN_SLAVERY: (Need.SAFEGUARDING_CHILD, Need.EXPLOITATION_SUPPORT),
}


def needs_for(
    asked: Collection[Need], *, flags: Iterable[Flag], classes: Iterable[OffenceClass], child: Answer
) -> tuple[Need, ...]:
    """What the sender asks for, what such offences bring, and what a flag adds; in the order of the list.

    `other` stays only where it was asked for or stands alone.
    """
    found = {need for offence_class in classes for need in offences.needs_of(offence_class, child=child)}
    found |= {*asked, *_needs_of_flags(flags, child)}
    if len(found) > 1 and Need.OTHER not in asked:
        found.discard(Need.OTHER)
    return tuple(sorted(found, key=_ORDER.__getitem__))


def _needs_of_flags(flags: Iterable[Flag], child: Answer) -> Iterator[Need]:
    for flag in flags:
        if flag in _NEEDS_OF_FLAG:
            yield _NEEDS_OF_FLAG[flag]
        if child is not Answer.NO:
            yield from _CHILDS_NEEDS_OF_FLAG.get(flag, ())


def classes_of(offence_code: str | None, category: CrimeCategory | None = None) -> tuple[OffenceClass, ...]:
    """The classes an offence code stands for; without a known code the category's most usual one."""
    if offence_code and (offence := offences.offences().get(offence_code)):
        return (offence.offence_class, offence.also) if offence.also else (offence.offence_class,)
    return (offences.class_of_category(category),) if category and not offence_code else ()
