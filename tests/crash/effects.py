"""Whether what workers and senders were told after the sending is what the county holds (I3, I8, I9).

Asked of the tables themselves, as the owner, so that no code of a service has a say in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

import asyncpg

from tests.crash.history import History, Outcome, Step, Word
from waymark.ledger import Finding, Ledger

_TOLD_FOR_GOOD = frozenset({"safeguarding", "national_referral"})
_TRANSITIONS = "select allocation_id, verb, version from notifier.transitions"
_CLOSED_LOOP = (
    "select n.referral_id, n.id, n.state as queue, s.state as sender from notifier.allocations n"
    " left join intake.allocations_seen s on s.allocation_id = n.id"
    " where n.state in ('accepted', 'declined', 'closed') and s.state is distinct from n.state"
)
_NOWHERE = (
    "select referral_id from intake.referrals r where state = 'routed' and unmet = '[]'"
    " and not exists (select from intake.allocations_seen s where s.referral_id = r.referral_id)"
)
_VERSIONS = (
    "select i.referral_id, i.version, c.referral_version from intake.referrals i"
    " join consent.referrals c using (referral_id)"
)


async def effects(owner_url: str, history: History, ledgers: Mapping[str, Ledger]) -> list[Finding]:
    """What does not fit."""
    connection = await asyncpg.connect(owner_url)
    try:
        taken = Counter((row[0], row[1], row[2]) for row in await connection.fetch(_TRANSITIONS))
        loop = await connection.fetch(_CLOSED_LOOP)
        nowhere = await connection.fetch(_NOWHERE)
        versions = {row[0]: (row[1], row[2]) for row in await connection.fetch(_VERSIONS)}
    finally:
        await connection.close()
    findings = steps_taken(history.steps, taken)
    findings += [
        Finding("I9", f"{row['queue']} in the queue, {row['sender']} for its sender", row["referral_id"])
        for row in loop
    ]
    findings += [Finding("I1", "routed, yet in no place and not unmet", row["referral_id"]) for row in nowhere]
    findings += corrected(history.words, versions)
    findings += withdrawn(history.words, ledgers)
    return findings


def steps_taken(steps: Iterable[Step], taken: Counter[tuple[UUID, str, int]]) -> list[Finding]:
    """A step that was answered ok is in the timeline once; no step is there twice."""
    findings = [
        Finding("I3", f"{verb} to version {version} of allocation {allocation} is in the timeline {times} times")
        for (allocation, verb, version), times in taken.items()
        if times > 1
    ]
    findings += [
        Finding("I1", f"{step.verb} of allocation {step.allocation} was answered ok, and is gone")
        for step in steps
        if step.outcome is Outcome.OK and not taken[step.allocation, step.verb, step.version + 1]
    ]
    return findings


def corrected(words: Mapping[UUID, Word], versions: Mapping[UUID, tuple[int, int]]) -> list[Finding]:
    """Every correction answered ok counts, none twice, and consent has the same version."""
    findings: list[Finding] = []
    for referral, (at_intake, at_consent) in versions.items():
        word = words.get(referral, Word())
        steps = at_intake - 1
        if not word.least("correct") <= steps <= word.most("correct") + word.most("withdraw"):
            findings.append(Finding("I2", f"version {at_intake} after {dict(word.outcomes['correct'])}", referral))
        if at_consent != at_intake:
            findings.append(Finding("I8", f"version {at_intake} at intake, {at_consent} at consent", referral))
    return findings


def withdrawn(words: Mapping[UUID, Word], ledgers: Mapping[str, Ledger]) -> list[Finding]:
    """What its sender withdrew is open nowhere, but where a duty was told: that stays told."""
    gone = {referral for referral, word in words.items() if word.least("withdraw")}
    return [
        Finding("I5", f"{service} still has it open after its sender withdrew it ({pathway})", referral)
        for service in ("router", "notifier")
        if service in ledgers
        for referral, pathway in ledgers[service].places
        if referral in gone and pathway not in _TOLD_FOR_GOOD
    ]
