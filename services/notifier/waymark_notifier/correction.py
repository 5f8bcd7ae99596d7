"""The sender's corrections as a recipient meets them: which are new to it, and how to say them without any value.

Not here: what the corrected values are; the page asks consent for them each time it is opened.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from waymark.contracts.referral import Correction
from waymark.words import Group
from waymark_notifier.allocation import Allocation
from waymark_notifier.deadline import moment
from waymark_notifier.wording import say_group


def newer(before: Allocation, after: Allocation) -> tuple[Correction, ...]:
    """Corrections the row did not have before."""
    if after.corrections == before.corrections:
        return ()
    known = {one.version for one in before.corrections}
    return tuple(one for one in after.corrections if one.version not in known)


def code_of(corrections: Iterable[Correction]) -> str:
    """Which groups they changed, as codes for a timeline: "group:contact group:safe_contact"."""
    return " ".join(f"group:{group}" for group in _groups(corrections))


def in_words(corrections: Sequence[Correction], now: datetime) -> list[str]:
    """What changed and when, one line for each: "Contact details and safe contact changed at 12:40 today"."""
    return [f"{_listed(_groups([one]))} changed at {moment(one.at, now)}" for one in corrections]


def _groups(corrections: Iterable[Correction]) -> list[Group]:
    changed = {group for one in corrections for group in one.groups}
    return [group for group in Group if group in changed]


def _listed(groups: Sequence[Group]) -> str:
    """Several groups in one sentence; "Something" where the sender did not say what."""
    said = [say_group(group) for group in groups] or ["Something"]
    first, *rest = [said[0], *(words[0].lower() + words[1:] for words in said[1:])]
    if not rest:
        return first
    return f"{', '.join([first, *rest[:-1]])} and {rest[-1]}"
