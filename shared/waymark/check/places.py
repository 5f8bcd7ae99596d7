"""Compares what the services hold: every referral is known all the way, and open in one place per pathway.

Pure. Codes of a referral's state are the services' own words and not looked at here.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from uuid import UUID

from waymark.ledger import Finding, Ledger


def compare(ledgers: Mapping[str, Ledger]) -> list[Finding]:
    """What does not fit between the services' ledgers, given by service in the order a referral meets them.

    Services without a ledger are passed over; with one ledger or none there is nothing to compare.
    """
    findings: list[Finding] = []
    for (earlier, before), (later, after) in pairwise(ledgers.items()):
        findings += _lost(earlier, before, later, after)
        findings += _from_nowhere(earlier, before, later, after)
    if {"router", "notifier"} <= set(ledgers):
        findings += _places_apart(ledgers["router"], ledgers["notifier"])
    return findings


def _lost(earlier: str, before: Ledger, later: str, after: Ledger) -> Iterable[Finding]:
    """A queue must know what was placed; every other service whatever the one before it knows."""
    due: Iterable[UUID] = before.referrals
    if later == "notifier" and earlier == "router":
        due = dict.fromkeys(referral for referral, _ in before.places)
    for referral in due:
        if referral not in after.referrals:
            yield Finding("I1", f"{earlier} has it, {later} does not", referral)


def _from_nowhere(earlier: str, before: Ledger, later: str, after: Ledger) -> Iterable[Finding]:
    for referral in after.referrals:
        if referral not in before.referrals:
            yield Finding("I1", f"{later} has it, {earlier} does not know it", referral)


def _places_apart(router: Ledger, notifier: Ledger) -> Iterable[Finding]:
    """Places the two do not agree on. The queue may have ended what the router still counts as open, not more."""
    for (referral, pathway), agencies in notifier.places.items():
        placed = router.places.get((referral, pathway), ())
        for agency in agencies:
            if agency not in placed:
                where = ", ".join(placed) or "nowhere"
                yield Finding("I3", f"{pathway} is open at {agency}; the router placed it: {where}", referral)
        if len(agencies) != len(set(agencies)):
            yield Finding("I3", f"{pathway} is open twice at one agency", referral)
