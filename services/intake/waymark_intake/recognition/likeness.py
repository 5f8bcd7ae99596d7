"""Which records are alike, and what differs between two versions of one, told by keyed hashes only.

Alike is not the same: such a referral travels on, flagged, and a person decides. Not here: finding earlier records
(store.py), and the same record under the same idempotency key, which is one referral (actions.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from waymark.contracts.person import Identity
from waymark.ids import ReferralId
from waymark.words import Group
from waymark_intake.recognition.event import event_of
from waymark_intake.recognition.fingerprint import keyed_hash, short_hashes
from waymark_intake.referral import Canonical, Likeness, Submission

_NAME = {group: group.encode() for group in Group}


@dataclass(frozen=True, slots=True)
class Window:
    """For so many days a like record counts as a possible duplicate, from `valid_from` on."""

    valid_from: date
    days: int


WINDOWS: tuple[Window, ...] = (Window(date(2021, 4, 1), days=28),)
"""Ours: long enough for the same crime to be entered twice, short enough not to flag whoever is a victim again."""


def look_back_to(received_at: datetime, windows: tuple[Window, ...] = WINDOWS) -> datetime:
    """From when on earlier records are compared with one received at `received_at` (UTC)."""
    day = received_at.date()
    in_force = [window for window in windows if window.valid_from <= day] or [windows[0]]
    return received_at - timedelta(days=in_force[-1].days)


def likeness_of(
    canonical: Canonical, plain: Mapping[Group, bytes], *, key: bytes, sender: str, referral_id: UUID
) -> Likeness:
    """The hashes of a referral whose groups are `plain` (JSON), under intake's hash key.

    A group is only ever compared with that of another version of the same referral, so its hash is of that referral
    alone: whoever reads the table does not see whose address or telephone is whose.
    """
    written = {**plain, Group.FACTS: _facts(canonical), Group.OPERATIONAL: _operational(canonical)}
    groups = short_hashes(key, f"{sender} {referral_id}", written)
    content = b"".join([b"%s %d %s" % (_NAME[group], len(text), text) for group, text in plain.items()])
    identity = canonical.person.identity or Identity()
    name = " ".join(part for part in (identity.given_name, identity.family_name) if part).casefold()
    born_on, event = identity.date_of_birth, event_of(canonical)
    return Likeness(
        groups=groups,
        content=keyed_hash(key, "content", sender, content),
        name=keyed_hash(key, "name", sender, name.encode()) if name else None,
        born_on=keyed_hash(key, "born_on", sender, born_on.isoformat().encode()) if born_on else None,
        event=keyed_hash(key, "event", sender, event) if event else None,
    )


def _facts(canonical: Canonical) -> bytes:
    """What is coded about the person and the crime, with what they said about sharing."""
    said = canonical.consent
    words = "\0".join((said.position, str(said.explicit), said.given_by, said.how))
    return canonical.facts.__pydantic_serializer__.to_json(canonical.facts) + words.encode()


def _operational(canonical: Canonical) -> bytes:
    """What is about the record itself: when the crime was reported, when and with which words consent was asked."""
    clock, said = canonical.clock, canonical.consent
    times = (clock.reported_at if clock else None, said.asked_at)
    return "\0".join((*(time.isoformat() if time else "" for time in times), said.wording)).encode()


def changed_groups(before: Mapping[str, str], after: Mapping[Group, str]) -> tuple[Group, ...]:
    """Groups that were added, taken away or written differently; in the order of the list."""
    return tuple(group for group in Group if before.get(group) != after.get(group))


def alike_within(submissions: Sequence[Submission]) -> set[ReferralId]:
    """Those of a batch that are like an earlier one of it (see `are_alike`)."""
    earlier: dict[tuple[str, str, bytes], list[Submission]] = {}
    found: set[ReferralId] = set()
    for submission in submissions:
        for what, trace in (("reference", submission.reference_hash), ("content", submission.likeness.content)):
            if trace is None:
                continue
            kept = earlier.setdefault((submission.sender, what, trace), [])
            if any(are_alike(submission, one) for one in kept):
                found.add(submission.referral_id)
            kept.append(submission)
    return found


def are_alike(one: Submission, other: Submission) -> bool:
    """The same content; or the same reference of the sender, unless it is clearly about somebody else.

    One crime may have several victims: somebody else is who differs in both name and birth date, as far as given.
    """
    a, b = one.likeness, other.likeness
    if a.content is not None and a.content == b.content:
        return True
    if one.reference_hash is None or one.reference_hash != other.reference_hash:
        return False
    said = [(x, y) for x, y in ((a.name, b.name), (a.born_on, b.born_on)) if x and y]
    return not said or any(x == y for x, y in said)
