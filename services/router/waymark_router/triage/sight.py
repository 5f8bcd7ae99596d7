"""How much of a decision the triage desk reads: all where consent lets it see risk, else nothing that speaks of risk.

A row that asks for a flag tells of the flag, and so does one that nearly counted. Not here: whether the desk may see
the referral at all (`queries.py`).
"""

from collections.abc import Mapping, Sequence

from waymark.contracts.consent import RecipientScope
from waymark.contracts.routing import RoutedAllocation
from waymark_router.canonical import Json
from waymark_router.deciding.decision_record import Record
from waymark_router.deciding.explain import explain
from waymark_router.deciding.recipient_flags import NEEDED_TO_SERVE, grants_risk
from waymark_router.providers.provider import Directory
from waymark_router.rules.rulebook import Rulebook

# What the desk's own pages show of anybody, and what follows from it alone.
SEEN_WITHOUT_RISK = frozenset(
    {
        "needs", "co_occurring", "offence_class", "subject", "child", "treat_as_child", "transition", "months_to_18",
        "age_years", "district", "home", "crime_district", "crime_place", "language", "preferences",
        "communication_aids", "accommodation", "incident_age", "forensic_window", "release_band", "release_about",
        "statutory", "contactable", "source", "pathway",
    }
)  # fmt: skip
# Steps name rows by what they ask, a former allocation and consent's groups tell of flags; the rest is told.
_TOLD_WITHOUT_RISK = (
    "rulebook", "directory", "referral_id", "screening", "sender", "decided_at", "appointment_by", "withdrawn",
    "wishes", "age_months", "assigned", "considered", "unmet", "signposts",
)  # fmt: skip


def explanation_for(scope: RecipientScope, record: Record, rulebook: Rulebook, directory: Directory) -> Sequence[str]:
    """The decision in sentences, as far as an agency with this scope may read it."""
    return explain(record, rulebook, directory, sees=None if grants_risk(scope) else SEEN_WITHOUT_RISK)


def record_for(scope: RecipientScope, record: Mapping[str, Json]) -> Mapping[str, Json]:
    """The parsed record, whole, or without what speaks of risk; only the whole one can be replayed."""
    if grants_risk(scope):
        return record
    told = {name: record[name] for name in _TOLD_WITHOUT_RISK if name in record}
    facts, allocations = record["facts"], record["allocations"]
    if isinstance(facts, Mapping):
        told["facts"] = {name: value for name, value in facts.items() if name in SEEN_WITHOUT_RISK}
    if isinstance(allocations, Sequence):
        told["allocations"] = [_without_risk(one) for one in allocations]
    return told


def allocations_for(scope: RecipientScope, allocations: Sequence[RoutedAllocation]) -> Sequence[RoutedAllocation]:
    """The allocations with their flags, or with those only that nobody can serve without."""
    if grants_risk(scope):
        return allocations
    return [
        one.model_copy(update={"flags": tuple(flag for flag in one.flags if flag in NEEDED_TO_SERVE)})
        for one in allocations
    ]


def _without_risk(allocation: Json) -> Json:
    if not isinstance(allocation, Mapping):
        return allocation
    flags = allocation.get("flags")
    kept = [flag for flag in flags if flag in NEEDED_TO_SERVE] if isinstance(flags, Sequence) else []
    return {**allocation, "flags": kept}
