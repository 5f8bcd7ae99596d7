"""A rule that the desk suggests from one referral: a row filled in from coded facts, for an administrator to judge.

Not here: drafts and publishing (`publishing/`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from waymark.words import Need, Pathway
from waymark_router.canonical import Json
from waymark_router.deciding.question import in_order
from waymark_router.facts.fact import CATALOGUE, FactType, Values
from waymark_router.rules.rule import TableName

# Coarse facts alone: a rule about one referral's district or exact age would be a rule about one person.
_FOR_PATHWAYS = ("offence_class", "treat_as_child", "home")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggestion as it is kept: for which table, the row as a rulebook writes it, whose it is."""

    suggestion_id: UUID
    table: TableName
    row: Mapping[str, Any]
    suggested_by: str
    suggested_at: datetime


def suggested_row(
    values: Values, pathway: Pathway, service: str, needs: tuple[Need, ...], *, known: bool
) -> tuple[TableName, dict[str, Json]]:
    """The table and the row that would have sent the referral there; `known` where a rule named the pathway already.

    Then the row names the service for the pathway, else the pathway for such needs and facts.
    """
    row_id = f"suggested-{pathway.value.replace('_', '-')}-{service}"
    why = "The triage desk suggests it from a referral that it placed by hand."
    if known:
        when: dict[str, Json] = {"pathway": {"in": [pathway.value]}}
        return TableName.PROVIDERS, {"id": row_id, "when": when, "then": {"services": [service]}, "why": why}
    cells: dict[str, Json] = {"needs": {"any_of": [need.value for need in in_order(needs)]}} if needs else {}
    cells |= {name: cell for name in _FOR_PATHWAYS if (cell := _cell(name, values)) is not None}
    return TableName.PATHWAYS, {"id": row_id, "when": cells, "then": {"pathway": pathway.value}, "why": why}


def _cell(name: str, values: Values) -> dict[str, Json] | None:
    value = values.get(name)
    if value is None or isinstance(value, frozenset):
        return None
    return {"is": bool(value)} if CATALOGUE[name].type is FactType.FLAG else {"in": [str(value)]}


def needs_of(row: Mapping[str, Any]) -> tuple[Need, ...]:
    """The needs that a suggested row asks for."""
    return tuple(map(Need, row["when"].get("needs", {}).get("any_of", ())))
