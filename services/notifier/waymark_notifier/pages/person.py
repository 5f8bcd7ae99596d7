"""What a page may show of the person: asked of the release door at that moment in the worker's name, and never kept.

Whatever goes wrong there, nothing is shown and the page says so. Not here: the page itself (allocation.py beside this).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from waymark.auth import Actor
from waymark.errors import Refused, Unavailable
from waymark.permission import Permission
from waymark.release_door import Released
from waymark.service import Context
from waymark.words import AllocationState, Answer, Group
from waymark_notifier.allocation import Allocation
from waymark_notifier.field_words import CODES, say_code, say_field
from waymark_notifier.safe_contact import is_usable
from waymark_notifier.settings import NotifierSettings
from waymark_notifier.stream import Hub
from waymark_notifier.transition import HELD, IN_HAND
from waymark_notifier.wording import say

PURPOSE = "support"
_UNASKED = Answer.NOT_ASKED.value
_SAID_EVEN_UNASKED = frozenset({"guardian_safe_to_inform"})


@dataclass(frozen=True, slots=True)
class PersonView:
    """What may be shown of the person: groups with their fields in words, what is withheld, or why there is nothing."""

    groups: dict[Group, list[tuple[str, str, bool]]]
    withheld: dict[Group, str]
    safe_contact: dict[str, object] | None
    note: str


_NOT_YOURS = "Names are shown only while it is in your hands."
_TAKEN_BACK = "This was taken back, so nothing about the person is shown any more. Thank you for stopping here."
# Consent hears of an offer a moment after the queue does; a refusal never says more than this.
_NOT_YET = "Names cannot be shown yet. Open this page again in a moment; if it stays so, you may not see them."


async def person_of(context: Context[NotifierSettings, Hub], actor: Actor, found: Allocation) -> PersonView:
    """Ask consent what may be shown of an allocation's person; raises nothing, the note says what went wrong."""
    if found.state not in IN_HAND:
        taken_back = found.state is AllocationState.WITHDRAWN or found.state in HELD
        return PersonView({}, {}, None, _TAKEN_BACK if taken_back else _NOT_YOURS)
    if Permission.RELEASE_READ not in actor.permissions:
        return PersonView({}, {}, None, "Your role does not see names.")
    try:
        released = (await context.release_door.release([found.referral_id], actor=actor, purpose=PURPOSE))[0]
    except Unavailable:
        return PersonView({}, {}, None, "Names cannot be shown right now. Try again in a minute.")
    except Refused:
        return PersonView({}, {}, None, "You may not see names at present.")
    if released.refused:
        return PersonView({}, released.withheld, None, _NOT_YET)
    return _shown(released)


def _shown(released: Released) -> PersonView:
    safe = released.groups.get(Group.SAFE_CONTACT)
    groups = {group: _fields(group, part, safe) for group, part in released.groups.items()}
    return PersonView({group: part for group, part in groups.items() if part}, released.withheld, safe, "")


def _fields(group: Group, part: Mapping[str, object], safe: Mapping[str, object] | None) -> list[tuple[str, str, bool]]:
    """The fields of a group that say something: name and value in words, and whether it may be used."""
    if group is Group.SAFE_CONTACT:
        return []
    warns = group is Group.CONTACT
    told = {name: value for name, value in part.items() if value and (value != _UNASKED or name in _SAID_EVEN_UNASKED)}
    return [(say_field(name), _in_words(value), not warns or is_usable(name, safe)) for name, value in told.items()]


def _in_words(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_in_words(each) for each in value)
    if isinstance(value, str) and value in CODES:
        return say_code(value)
    return say(value) if value in {"yes", "no", "not_known", _UNASKED} else str(value)
