"""What the desk's doors may ask: what lies at the desk, is held or lapsed; open suggestions; the unmet register's rows.

Not here: anything that writes (store.py).
"""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import TIMESTAMP

from waymark.contracts.consent import RecipientScope, ReferralScreened
from waymark.contracts.routing import RoutedAllocation
from waymark.db import Reader, typed
from waymark.ids import AgencyId
from waymark.words import Sharing
from waymark_router.rules.rule import TableName
from waymark_router.triage.register import UnmetRow
from waymark_router.triage.suggestion import Suggestion

_PERMITTED = (
    "exists(select from jsonb_array_elements(convert_from(r.screened, 'UTF8')::jsonb -> 'scope') as s"
    " where s ->> 'agency' = :agency and s ->> 'sharing' = 'permit')"
)
_ROWS = (
    f"select a.referral_id, a.allocation, a.state, a.since, {_PERMITTED} as may_see"  # noqa: S608 - constants
    " from allocations a join referrals r using (referral_id)"
)
# Of what nobody could take, some had a pathway: "fraud:nobody_takes" and not "triage:out_of_scope" alone.
_HAD_A_PATHWAY = (
    "exists(select from jsonb_array_elements_text(coalesce(convert_from(a.allocation, 'UTF8')::jsonb -> 'unmet',"
    " '[]'::jsonb)) as code where code not like 'triage:%')"
)
_AT_DESK = (
    f"{_ROWS} where a.agency = :agency and a.pathway = 'triage' and a.state in ('offered', 'accepted')"
    f" and {_HAD_A_PATHWAY} = :had_a_pathway order by a.since limit :most"
)
_HELD = (
    f"{_ROWS} where a.state in ('held_consent', 'held_data', 'held_safety') order by may_see desc, a.since limit :most"
)
_LAPSED = (
    f"{_ROWS} where a.state = 'lapsed' and not exists (select from allocations other"
    " where other.referral_id = a.referral_id and other.allocation_id <> a.allocation_id"
    " and other.pathway in (a.pathway, 'triage') and other.state in ('offered', 'accepted', 'closed'))"
    " order by may_see desc, a.since desc limit :most"
)
_SUGGESTIONS = "select * from suggestions where state = 'open' order by suggested_at limit :most"
_UNMET = typed(
    "with latest as (select distinct on (referral_id) referral_id, unmet,"
    " convert_from(record, 'UTF8')::jsonb as record from decisions where decided_at >= :since and decided_at < :until"
    " order by referral_id, number desc)"
    " select coalesce(need, 'none stated') as need, one ->> 'pathway' as pathway, one ->> 'reason' as reason,"
    " record -> 'facts' ->> 'district' as district, cast(record -> 'facts' ->> 'age_years' as integer) as age_years,"
    " array(select s ->> 'service' from jsonb_array_elements(record -> 'signposts') as s) as signposts"
    " from latest, jsonb_array_elements(record -> 'unmet') as one"
    " left join lateral jsonb_array_elements_text(one -> 'needs') as need on true where latest.unmet > 0",
    since=TIMESTAMP(timezone=True),
    until=TIMESTAMP(timezone=True),
)


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One allocation as the desk may list it; where it may not be shown to the desk, `may_see` is False."""

    referral_id: UUID
    allocation: RoutedAllocation
    state: str
    since: datetime
    may_see: bool


async def find_permitted(reader: Reader, referral_id: UUID, agency: AgencyId) -> RecipientScope | None:
    """Consent's last word on the agency where it lets it see the referral; None where it does not."""
    body = await reader.value("select screened from referrals where referral_id = :id", {"id": referral_id})
    scope = ReferralScreened.model_validate_json(body).scope if body is not None else ()
    return next((one for one in scope if one.agency == agency and one.sharing is Sharing.PERMIT), None)


async def list_at_desk(reader: Reader, agency: AgencyId, *, had_a_pathway: bool, most: int) -> list[DeskRow]:
    """The desk's own open rows, the oldest first: of what had a pathway and nobody took, or of what had none."""
    return await _rows(reader, _AT_DESK, agency, most, had_a_pathway=had_a_pathway)


async def list_held(reader: Reader, agency: AgencyId, *, most: int) -> list[DeskRow]:
    """What is held anywhere: what the desk may see before the rest, the longest held first."""
    return await _rows(reader, _HELD, agency, most)


async def list_lapsed(reader: Reader, agency: AgencyId, *, most: int) -> list[DeskRow]:
    """What was not answered in time and nobody else has: what the desk may see before the rest, the newest first."""
    return await _rows(reader, _LAPSED, agency, most)


async def _rows(reader: Reader, sql: str, agency: AgencyId, most: int, **more: bool) -> list[DeskRow]:
    found = await reader.rows(sql, {"agency": agency, "most": most, **more})
    return [
        DeskRow(
            referral_id=row.referral_id,
            allocation=RoutedAllocation.model_validate_json(row.allocation),
            state=row.state,
            since=row.since,
            may_see=row.may_see,
        )
        for row in found
    ]


async def list_suggestions(reader: Reader, *, most: int = 50) -> list[Suggestion]:
    """Suggested rules that nobody judged yet, the oldest first."""
    return [
        Suggestion(
            suggestion_id=row.suggestion_id,
            table=TableName(row.rule_table),
            row=json.loads(row.rule_row) if isinstance(row.rule_row, str) else row.rule_row,
            suggested_by=row.suggested_by,
            suggested_at=row.suggested_at,
        )
        for row in await reader.rows(_SUGGESTIONS, {"most": most})
    ]


async def list_unmet(reader: Reader, *, since: datetime, until: datetime) -> list[UnmetRow]:
    """Each need that nobody could take, by each referral's latest decision of that time."""
    rows = await reader.rows(_UNMET, {"since": since, "until": until})
    return [
        UnmetRow(row.need, row.pathway, row.reason, row.district, row.age_years, tuple(row.signposts)) for row in rows
    ]
