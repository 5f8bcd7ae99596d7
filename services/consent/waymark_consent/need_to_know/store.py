"""What need-to-know loads and saves: the router's newest answer per referral, and who has what in hand.

Set-based: a batch costs a handful of statements. Not here: what the person and the agreements allow (`..store`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Text, Uuid

from waymark.contracts.routing import ReferralRouted
from waymark.db import Reader, Transaction, typed
from waymark.ids import AgencyId
from waymark_consent.need_to_know.word import is_offered
from waymark_consent.tables import TIME

_IDS, _TEXTS, _TIMES = ARRAY(Uuid), ARRAY(Text), ARRAY(TIME)

_KEEP_NEWEST = typed(
    "insert into routings(referral_id, decision_id, decided_at)"
    " select r, d, t from unnest(:referrals, :decisions, :times) as u(r, d, t) order by r"
    " on conflict (referral_id) do update set decision_id = excluded.decision_id, decided_at = excluded.decided_at"
    " where routings.decided_at <= excluded.decided_at returning referral_id",
    referrals=_IDS,
    decisions=_IDS,
    times=_TIMES,
)
_TAKE_BACK_UNNAMED = typed(
    "update recipients set offered = false, decided_at = u.t from unnest(:referrals, :times) as u(r, t)"
    " where referral_id = u.r and allocation_id <> all(:named)",
    referrals=_IDS,
    times=_TIMES,
    named=_IDS,
)
_SAVE_ROUTED = typed(
    "insert into recipients(allocation_id, referral_id, agency, offered, decided_at, state)"
    " select a, r, g, o, t, '' from unnest(:allocations, :referrals, :agencies, :offered, :times)"
    " as u(a, r, g, o, t) order by a"
    " on conflict (allocation_id) do update set agency = excluded.agency, offered = excluded.offered,"
    " decided_at = excluded.decided_at",
    allocations=_IDS,
    referrals=_IDS,
    agencies=_TEXTS,
    offered=ARRAY(Boolean),
    times=_TIMES,
)
_SAVE_WORDS = typed(
    "insert into recipients(allocation_id, referral_id, agency, offered, decided_at, state, changed_at, caused_at)"
    " select a, r, g, false, routings.decided_at, s, t, c"
    " from unnest(:allocations, :referrals, :agencies, :states, :times, :causes) as u(a, r, g, s, t, c)"
    " left join routings on routings.referral_id = r order by a"
    " on conflict (allocation_id) do update set state = excluded.state, changed_at = excluded.changed_at,"
    " caused_at = excluded.caused_at"
    " where recipients.changed_at is null or recipients.changed_at <= excluded.changed_at",
    allocations=_IDS,
    referrals=_IDS,
    agencies=_TEXTS,
    states=_TEXTS,
    times=_TIMES,
    causes=_TIMES,
)
_IN_HAND = typed(
    "select distinct referral_id from recipients where referral_id = any(:ids) and agency = :agency and open",
    ids=_IDS,
)


@dataclass(frozen=True, slots=True)
class Word:
    """What a queue said of an allocation: its state, when it changed, and when what it follows was decided."""

    allocation_id: UUID
    referral_id: UUID
    agency: AgencyId
    state: str
    changed_at: datetime
    caused_at: datetime


async def keep_newest(tx: Transaction, answers: Iterable[ReferralRouted]) -> set[UUID]:
    """Note each answer as the referral's newest; answers the referrals for which it is, none where it came late."""
    listed = list(answers)
    values = {
        "referrals": [one.referral_id for one in listed],
        "decisions": [one.decision_id for one in listed],
        "times": [one.decided_at for one in listed],
    }
    return {row.referral_id for row in await tx.rows(_KEEP_NEWEST, values)}


def save_answers(tx: Transaction, answers: Sequence[ReferralRouted]) -> None:
    """Keep whom the router names; what an earlier answer named and this one does not is taken back."""
    named = {routed.allocation_id: (routed, answer) for answer in answers for routed in answer.allocations}
    referrals = [answer.referral_id for answer in answers]
    times = [answer.decided_at for answer in answers]
    tx.later(_TAKE_BACK_UNNAMED, {"referrals": referrals, "times": times, "named": list(named)})
    tx.later(
        _SAVE_ROUTED,
        {
            "allocations": list(named),
            "referrals": [answer.referral_id for _, answer in named.values()],
            "agencies": [routed.agency for routed, _ in named.values()],
            "offered": [is_offered(routed) for routed, _ in named.values()],
            "times": [answer.decided_at for _, answer in named.values()],
        },
    )


def save_words(tx: Transaction, words: Sequence[Word]) -> None:
    """Keep what queues said, one word per allocation; one older than what is kept changes nothing."""
    tx.later(
        _SAVE_WORDS,
        {
            "allocations": [word.allocation_id for word in words],
            "referrals": [word.referral_id for word in words],
            "agencies": [word.agency for word in words],
            "states": [word.state for word in words],
            "times": [word.changed_at for word in words],
            "causes": [word.caused_at for word in words],
        },
    )


async def list_in_hand(reader: Reader, ids: Iterable[UUID], agency: AgencyId) -> set[UUID]:
    """Which of these referrals `agency` has an open allocation of; none while the routing has not been heard."""
    rows = await reader.rows(_IN_HAND, {"ids": sorted(set(ids)), "agency": agency})
    return {row.referral_id for row in rows}
