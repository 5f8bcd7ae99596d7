"""Looks for referrals without the audit row that their service leaves in the transaction of the act (I6)."""

from collections.abc import Mapping

from waymark.db import SYSTEM, Database
from waymark.ledger import Finding, Ledger

# The act each referral of a service must have: it was taken in, and it was decided where it goes.
ACTS: Mapping[str, str] = {"intake": "referral.received", "router": "referral.routed"}


async def unaudited(databases: Mapping[str, Database], ledgers: Mapping[str, Ledger]) -> list[Finding]:
    """Referrals whose audit row is missing."""
    findings: list[Finding] = []
    for service, act in ACTS.items():
        if service not in ledgers:
            continue
        async with databases[service].reader(SYSTEM) as reader:
            rows = await reader.rows("select distinct about from audit where act = :act", {"act": act})
        seen = {row.about for row in rows}
        findings += [
            Finding("I6", f"{service} left no audit row {act}", referral)
            for referral in ledgers[service].referrals
            if str(referral) not in seen
        ]
    return findings
