"""What history holds: disclosures counted, and compared with the decisions and words they rest on.

Reads only. Not here: writing history (`..store`).
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Text

from waymark.db import Reader, typed
from waymark_consent.tables import TIME

_REFUSED = typed(
    "select refused, count(*) as number from disclosures where refused <> '' and at > :since group by refused",
    since=TIME,
)
_ASKED = typed("select count(*) from referrals where asks and received_at < :before", before=TIME)
_UNDECIDED = (
    "select distinct shown.referral_id from disclosures as shown where shown.groups <> '{}' and not exists ("
    " select 1 from decisions join lateral jsonb_array_elements(decisions.verdicts) as verdict on true"
    " where decisions.decision_id = shown.decision_id and decisions.referral_id = shown.referral_id"
    " and verdict->>'agency' = shown.agency and verdict->>'sharing' = 'permit'"
    " and to_jsonb(shown.groups) <@ (verdict->'groups')"
    " and case when coalesce(verdict->'fields', '[]') = '[]' then shown.fields = '{}'"
    " else shown.fields <> '{}' and to_jsonb(shown.fields) <@ (verdict->'fields') end)"
)
# Whoever decides, records a word or releases locks the referral: the screening that a release names is the one it came
# after. One that stood for seconds before, and that the release did not name, it must not have missed.
_AFTER_A_STOP = typed(
    "select distinct shown.referral_id from disclosures as shown"
    " join decisions as basis on basis.decision_id = shown.decision_id"
    " join lateral (select screening.cause, said.position from decisions as screening"
    "  left join permissions as said on said.permission_id = screening.permission_id"
    "  where screening.referral_id = shown.referral_id and screening.cause <> 'release'"
    "  and (screening.screening <= basis.screening or screening.decided_at < shown.at - interval '5 seconds')"
    "  order by screening.screening desc limit 1) as stands on true"
    " where shown.groups <> '{}' and not shown.reasons && :grounds"
    " and (stands.cause = 'referral.withdrawn' or stands.position in ('refused', 'withdrawn'))",
    grounds=ARRAY(Text),
)


async def count_refused(reader: Reader, since: datetime) -> dict[str, int]:
    """How many releases were refused after `since`, by the reason in the log."""
    return {row.refused: row.number for row in await reader.rows(_REFUSED, {"since": since})}


async def count_asked(reader: Reader, before: datetime) -> int:
    """How many referrals that came before then still have a question open for some agency."""
    return int(await reader.value(_ASKED, {"before": before}))


async def list_referrals(reader: Reader) -> dict[UUID, str]:
    """Every referral whose person is not erased: "screened", or "withdrawn" where its sender took it back."""
    rows = await reader.rows("select referral_id, withdrawn from referrals where erased_at is null")
    return {row.referral_id: "withdrawn" if row.withdrawn else "screened" for row in rows}


async def list_undecided(reader: Reader) -> list[UUID]:
    """Referrals of which something left that the decision named in the log does not permit that agency."""
    return [row.referral_id for row in await reader.rows(_UNDECIDED)]


async def list_after_a_stop(reader: Reader, grounds: Collection[str]) -> list[UUID]:
    """Referrals of which something left after a refusal or withdrawal, for another reason than one of `grounds`."""
    return [row.referral_id for row in await reader.rows(_AFTER_A_STOP, {"grounds": sorted(grounds)})]
