"""What the desk's actions save: assignments by hand and suggested rules.

Not here: lists (queries.py); assignments as a decision reads them (`waymark_router.queries`).
"""

import json
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ARRAY, Text

from waymark.db import Transaction, typed
from waymark_router.canonical import Json
from waymark_router.deciding.question import Assigned
from waymark_router.rules.rule import TableName

_ADD_ASSIGNMENT = typed(
    "insert into assignments(assignment_id, referral_id, pathway, service, reason, needs, assigned_by, assigned_at)"
    " values (:id, :referral_id, :pathway, :service, :reason, :needs, :by, :now)",
    needs=ARRAY(Text),
)
_ADD_SUGGESTION = (
    "insert into suggestions(suggestion_id, referral_id, rule_table, rule_row, suggested_by, suggested_at, state)"
    " values (:id, :referral_id, :rule_table, cast(:rule_row as jsonb), :by, :now, 'open')"
)
_SETTLE = "update suggestions set state = 'settled' where suggestion_id = :id and state = 'open'"


async def add_assignment(tx: Transaction, referral_id: UUID, assigned: Assigned, *, by: str) -> None:
    """Keep what the desk chose."""
    await tx.run(
        _ADD_ASSIGNMENT,
        {
            "id": tx.new_id(),
            "referral_id": referral_id,
            "pathway": assigned.pathway.value,
            "service": assigned.service,
            "reason": assigned.reason,
            "needs": [need.value for need in assigned.needs],
            "by": by,
            "now": tx.now,
        },
    )


async def add_suggestion(
    tx: Transaction, referral_id: UUID, table: TableName, row: Mapping[str, Json], *, by: str
) -> UUID:
    """Keep a suggested row; answers its id."""
    suggestion_id = tx.new_id()
    values = {
        "id": suggestion_id,
        "referral_id": referral_id,
        "rule_table": table.value,
        "rule_row": json.dumps(row),
        "by": by,
        "now": tx.now,
    }
    await tx.run(_ADD_SUGGESTION, values)
    return suggestion_id


async def settle_suggestion(tx: Transaction, suggestion_id: UUID) -> bool:
    """Keep that somebody judged it; False where there is none that is open."""
    return await tx.run(_SETTLE, {"id": suggestion_id}) > 0
