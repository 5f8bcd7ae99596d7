"""What leaves the house: messages that name opaque references, due times and a link that demands sign-in.

An alert can say nothing else, because its type has no other fields (web-and-alerts.md 6). What is not urgent and waits
for the same address goes out as one message. Not here: when (delivery.py), and the way out (clients/).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from waymark_notifier.deadline import moment
from waymark_notifier.delivery import AlertKind, Audience, DueAlert, reference_of


@dataclass(frozen=True, slots=True)
class Alert:
    """What is said of one thing that waits: an opaque reference, a due time in words, a link, the agency's own name.

    Never in it: anything about the person, the crime, the pathway or the place.
    """

    kind: AlertKind
    reference: str
    due: str
    link: str
    agency_name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address. `id` is made of the ids of its alerts: the same ones again have the same id."""

    id: str
    address: str
    audience: Audience
    queue: str
    alerts: tuple[Alert, ...]
    alert_ids: tuple[UUID, ...]


# What is asked for, before "by 17:30 today" and alone.
_ASKS: dict[AlertKind, str] = {
    AlertKind.DECIDE: "needs a decision",
    AlertKind.CHANGED: "has changed",
    AlertKind.STOP: "needs a confirmation",
    AlertKind.REMINDER: "still needs a decision",
    AlertKind.OVERDUE: "is overdue",
    AlertKind.LAPSED: "was not answered in time",
    AlertKind.RULES_OFF: "All new referrals go to one desk from now on: somebody used the emergency switch.",
    AlertKind.RULES_ON: "New referrals go where the rules say again: somebody turned the emergency switch off.",
}
_SUBJECTS: dict[AlertKind, str] = {
    AlertKind.DECIDE: "Decision needed",
    AlertKind.CHANGED: "Changed",
    AlertKind.STOP: "Confirmation needed",
    AlertKind.REMINDER: "Decision still needed",
    AlertKind.OVERDUE: "Overdue",
    AlertKind.LAPSED: "Not answered in time",
    AlertKind.RULES_OFF: "Emergency: all new referrals go to one desk",
    AlertKind.RULES_ON: "The emergency is over: the rules count again",
}
_OF_RULES = frozenset({AlertKind.RULES_OFF, AlertKind.RULES_ON})
_GREETS = {Audience.DUTY: "duty worker", Audience.LEAD: "team lead", Audience.DESK: "duty worker"}
_PLACES = {
    Audience.DUTY: "in your queue",
    Audience.LEAD: "in your team's queue",
    Audience.DESK: "in a queue you watch over",
}
_NO_REPLY = "This message was sent by a machine. Please do not reply to it.\n"
_LATEST = datetime.max.replace(tzinfo=UTC)


def letters(due: Sequence[DueAlert], *, public_url: str, now: datetime) -> list[Letter]:
    """The messages a run sends: one for each alert that may not wait, one per address for all others.

    An alert of an agency without an address is in none.
    """
    alone: list[list[DueAlert]] = []
    gathered: dict[tuple[str, Audience], list[DueAlert]] = defaultdict(list)
    for one in due:
        if one.to is None:
            continue
        if one.at_once:
            alone.append([one])
        else:
            gathered[one.agency, one.audience].append(one)
    bundles = [*alone, *(sorted(several, key=_when) for several in gathered.values())]
    return [_letter(bundle, public_url.rstrip("/"), now) for bundle in bundles]


def _when(due: DueAlert) -> tuple[datetime, UUID]:
    return due.due_at or _LATEST, due.id


def _letter(bundle: Sequence[DueAlert], url: str, now: datetime) -> Letter:
    first = bundle[0]
    return Letter(
        id=_id_of(one.id for one in bundle),
        address=first.to.address_for(first.audience) if first.to else "",
        audience=first.audience,
        queue=f"{url}/notifier/queue",
        alerts=tuple(alert_for(one, public_url=url, now=now) for one in bundle),
        alert_ids=tuple(one.id for one in bundle),
    )


def _id_of(alert_ids: Iterable[UUID]) -> str:
    ids = sorted(str(each) for each in alert_ids)
    return ids[0] if len(ids) == 1 else hashlib.sha256(" ".join(ids).encode()).hexdigest()[:32]


def alert_for(due: DueAlert, *, public_url: str, now: datetime) -> Alert:
    """The alert of a row; its link leads to a page that asks who you are. A desk cannot open another's row."""
    of_row = "/notifier/queue" if due.audience is Audience.DESK else f"/notifier/allocations/{due.allocation_id}"
    return Alert(
        kind=due.kind,
        reference=reference_of(due.allocation_id),
        due=moment(due.due_at, now) if due.due_at else "",
        link=public_url.rstrip("/") + ("/router/rules" if due.kind in _OF_RULES else of_row),
        agency_name=due.to.agency_name if due.to else "",
    )


def subject(letter: Letter) -> str:
    """One neutral line, safe on a locked screen."""
    first, *rest = letter.alerts
    if rest:
        return f"{len(letter.alerts)} things to look at" + (f", the first by {first.due}" if first.due else "")
    by = f" by {first.due}" if first.due and first.kind is not AlertKind.OVERDUE else ""
    return f"{_SUBJECTS[first.kind]}{by} ({first.reference})"


def body(letter: Letter) -> str:
    """The message in plain text."""
    first, *rest = letter.alerts
    greeting = f"For the {_GREETS[letter.audience]} at {first.agency_name}.\n\n"
    place = _PLACES[letter.audience]
    if rest:
        lines = "".join(f"{one.reference}: {_said(one)}\n" for one in letter.alerts)
        return f"{greeting}To look at {place}:\n\n{lines}\nSign in to see them: {letter.queue}\n\n{_NO_REPLY}"
    if first.kind in _OF_RULES:
        return f"{greeting}{_ASKS[first.kind]}\n\nSign in to see why: {first.link}\n\n{_NO_REPLY}"
    said = f"Something {place} {_said(first)}.\nReference: {first.reference}\n\n"
    return f"{greeting}{said}Sign in to see it: {first.link}\n\n{_NO_REPLY}"


def _said(alert: Alert) -> str:
    if not alert.due:
        return _ASKS[alert.kind]
    return f"{_ASKS[alert.kind]} {'since' if alert.kind is AlertKind.OVERDUE else 'by'} {alert.due}"
