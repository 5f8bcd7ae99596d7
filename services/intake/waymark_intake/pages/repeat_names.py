"""Who the two referrals of a pair are about, asked of consent's release door in the worker's name, and never kept.

Each look is decided and logged by consent, for the purpose of triage: only a referral that is in the desk's hands is
shown (ADR 0009). Whatever goes wrong, no name is shown and the page goes on. Not here: the page (repeats.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from waymark.auth import Actor
from waymark.errors import Refused, Unavailable
from waymark.permission import Permission
from waymark.release_door import Released, ReleaseDoor
from waymark.words import Group

PURPOSE = "triage"
NOT_SHOWN = "Name not shown: it is not in the desk's hands"
_NOW = "Names cannot be shown right now. You can decide by what is alike, or look again in a minute."
_NEVER = "You may not see names."


@dataclass(frozen=True, slots=True, repr=False)
class Names:
    """The name of each referral's person, in the order asked ("" where none may be shown), or why there is none."""

    names: tuple[str, ...]
    note: str = ""


async def names_of(door: ReleaseDoor, actor: Actor, referral_ids: Sequence[UUID]) -> Names:
    """Ask for the names; raises nothing."""
    none = ("",) * len(referral_ids)
    if Permission.RELEASE_READ not in actor.permissions:
        return Names(none, _NEVER)
    try:
        released = await door.release(referral_ids, actor=actor, purpose=PURPOSE)
    except Unavailable:
        return Names(none, _NOW)
    except Refused:
        return Names(none, _NEVER)
    return Names(tuple(_name(one) or NOT_SHOWN for one in released))


def _name(released: Released) -> str:
    identity = released.groups.get(Group.IDENTITY, {})
    parts = (str(identity.get(part) or "") for part in ("given_name", "family_name"))
    known_as = identity.get("known_as")
    return " ".join(part for part in (*parts, f"(known as {known_as})" if known_as else "") if part)
