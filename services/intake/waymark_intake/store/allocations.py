"""What was heard of allocations, from the router and from providers, the newer news first. Decides nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from waymark.db import Transaction, typed
from waymark_intake.following.progress import Seen
from waymark_intake.store.arrays import BOOLS, TEXTS, TIMES, UUIDS
from waymark_intake.store.referrals import Routed

# A router's answer never undoes what a provider did, unless it takes open work back; a late provider event never
# undoes a later one. What a queue took back is where the router's newest word says, if that was said since the cause
# (`changed_at` of a withdrawal): so that word is kept beside. `pathway` is known from the router only, whose answer may
# come after the provider's.
_ENDED = "('closed', 'declined', 'withdrawn', 'transferred', 'voided')"
# A provider's end that is heard only after the answer that no longer names it (which it caused) still counts.
_SAID_NO = "('declined', 'lapsed', 'closed')"
_TAKEN_BACK = "(excluded.by_provider and excluded.state = 'withdrawn')"
_ROUTED_SINCE = f"({_TAKEN_BACK} and kept.routed_at >= excluded.changed_at)"
_APPLIES = f"""case when {_TAKEN_BACK} then kept.by_provider or kept.changed_at < excluded.changed_at
    when excluded.by_provider
    then excluded.changed_at >= kept.changed_at
        or (not kept.by_provider and (kept.state <> 'withdrawn' or excluded.state in {_SAID_NO}))
    else (not kept.by_provider and excluded.changed_at >= kept.changed_at)
        or (kept.by_provider and excluded.state = 'withdrawn' and kept.state not in {_ENDED})
        or (kept.by_provider and kept.state = 'withdrawn' and excluded.changed_at >= kept.changed_at) end"""
_REPLACED = {
    "agency": "kept.agency",
    "state": "kept.routed_state",
    "missing": "kept.routed_missing",
    "ask_of": "kept.routed_ask_of",
    "outcome": "''",
    "by_provider": "false",
    "changed_at": "kept.routed_at",
}
_REPLACEMENTS = ", ".join(
    f"{name} = case when {_ROUTED_SINCE} then {routed} when {_APPLIES} then excluded.{name} else kept.{name} end"
    for name, routed in _REPLACED.items()
)
_ROUTED = ("routed_state", "routed_missing", "routed_ask_of", "routed_at")
_ROUTED_WORD = ", ".join(
    f"{name} = case when excluded.routed_at >= coalesce(kept.routed_at, '-infinity') then excluded.{name}"
    f" else kept.{name} end"
    for name in _ROUTED
)

_SAVE_ALLOCATIONS = typed(
    "insert into allocations_seen as kept("  # noqa: S608 - column names of ours
    "allocation_id, referral_id, sender, pathway, agency, state, missing, ask_of, outcome, by_provider, changed_at,"
    f" engaged_at, is_hidden, {', '.join(_ROUTED)})"
    " select u.a, u.r, f.sender, u.p, u.g, u.s, u.m, u.q, u.o, u.b, u.t, u.e, u.b or u.h,"
    " case when u.b then '' else u.s end, case when u.b then '' else u.m end, case when u.b then '' else u.q end,"
    " case when not u.b then u.t end"
    " from unnest(:allocations, :referrals, :pathways, :agencies, :states, :missing, :ask_of, :outcomes,"
    " :by_provider, :times, :engaged, :hidden) as u(a, r, p, g, s, m, q, o, b, t, e, h)"
    " join referrals f on f.referral_id = u.r"
    " on conflict (allocation_id) do update set"
    f" pathway = coalesce(nullif(excluded.pathway, ''), kept.pathway), {_REPLACEMENTS},"
    f" {_ROUTED_WORD},"
    " engaged_at = least(kept.engaged_at, excluded.engaged_at),"
    # What a sender has seen it may go on seeing; what only a provider has told is not shown before the router has.
    " is_hidden = kept.is_hidden and excluded.is_hidden",
    allocations=UUIDS,
    referrals=UUIDS,
    pathways=TEXTS,
    agencies=TEXTS,
    states=TEXTS,
    missing=TEXTS,
    ask_of=TEXTS,
    outcomes=TEXTS,
    by_provider=BOOLS,
    times=TIMES,
    engaged=TIMES,
    hidden=BOOLS,
)

# An allocation of an earlier answer that the newest one no longer names is withdrawn there; where nobody has taken it
# up, altogether.
_DROPPED = "(not by_provider and changed_at < u.t and state <> 'withdrawn')"
_DROP_UNNAMED = typed(
    "update allocations_seen set routed_state = 'withdrawn', routed_missing = '', routed_ask_of = '', routed_at = u.t,"  # noqa: S608 - names of ours
    f" state = case when {_DROPPED} then 'withdrawn' else state end,"
    f" missing = case when {_DROPPED} then '' else missing end,"
    f" ask_of = case when {_DROPPED} then '' else ask_of end,"
    f" changed_at = case when {_DROPPED} then u.t else changed_at end"
    " from unnest(:referrals, :times) as u(r, t)"
    " where referral_id = u.r and (routed_at is null or routed_at < u.t) and allocation_id <> all(:named)",
    referrals=UUIDS,
    times=TIMES,
    named=UUIDS,
)


@dataclass(frozen=True, slots=True)
class SeenOf:
    """What was heard of one allocation of a referral; `by_provider` tells a provider's act from a router's answer.

    `is_hidden` where the router says that the sender must not see it.
    """

    referral_id: UUID
    seen: Seen
    by_provider: bool
    is_hidden: bool = False


async def save_allocations(tx: Transaction, heard: Sequence[SeenOf]) -> None:
    """Keep what was heard of allocations, one entry per allocation; those of unknown referrals are left out."""
    await tx.run(
        _SAVE_ALLOCATIONS,
        {
            "allocations": [h.seen.allocation_id for h in heard],
            "referrals": [h.referral_id for h in heard],
            "pathways": [h.seen.pathway for h in heard],
            "agencies": [h.seen.agency for h in heard],
            "states": [h.seen.state for h in heard],
            "missing": [h.seen.missing for h in heard],
            "ask_of": [h.seen.ask_of for h in heard],
            "outcomes": [h.seen.outcome for h in heard],
            "by_provider": [h.by_provider for h in heard],
            "times": [h.seen.changed_at for h in heard],
            "engaged": [h.seen.engaged_at for h in heard],
            "hidden": [h.is_hidden for h in heard],
        },
    )


async def drop_unnamed(tx: Transaction, routed: Sequence[Routed], named: Sequence[UUID]) -> None:
    """Mark as withdrawn what the router's newest answers no longer name and nobody has taken up."""
    await tx.run(
        _DROP_UNNAMED,
        {
            "referrals": [r.referral_id for r in routed],
            "times": [r.decided_at for r in routed],
            "named": list(named),
        },
    )
