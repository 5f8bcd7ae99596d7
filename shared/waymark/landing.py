"""Where each role's own work is: the pages that the header links to and that signing in leads to.

Not here: the pages themselves, and what a role may do (`waymark.permission`).
"""

from collections.abc import Collection
from dataclasses import dataclass

from waymark.permission import Permission

HOME = "/consent/home"


@dataclass(frozen=True, slots=True)
class Place:
    """A page where somebody's work is: its path and the words of a link to it."""

    path: str
    words: str


_PLACES: tuple[tuple[Permission, Place], ...] = (
    (Permission.QUEUE_READ, Place("/notifier/queue", "Your queue")),
    (Permission.REFERRAL_FOLLOW, Place("/intake/referrals", "Your referrals")),
    (Permission.REFERRAL_FOLLOW, Place("/intake/quality", "Quality")),
    (Permission.DESK_WORK, Place("/router/desk", "Desk")),
    (Permission.ROOM_TELL, Place("/router/services", "Your services")),
    (Permission.REPEAT_JUDGE, Place("/intake/repeats", "Repeats")),
    (Permission.RULES_READ, Place("/router/rules", "Rules")),
    (Permission.DIRECTORY_APPROVE, Place("/router/requests", "Directory changes")),
    (Permission.DIRECTORY_APPROVE, Place("/router/listings", "Listed services")),
    (Permission.RULES_EDIT, Place("/router/suggestions", "Suggested rules")),
    (Permission.UNMET_READ, Place("/router/unmet", "Unmet need")),
    (Permission.SYSTEM_READ, Place("/status", "Status")),
)


def places_of(permissions: Collection[Permission]) -> tuple[Place, ...]:
    """The pages where whoever has these permissions works, the first of them where they land; HOME where none is."""
    return tuple(place for needed, place in _PLACES if needed in permissions) or (Place(HOME, "What you may do"),)
