"""Every step of an allocation that was heard, for the history. Decides nothing."""

from collections.abc import Sequence

from waymark.db import Transaction, typed
from waymark_intake.store.allocations import SeenOf
from waymark_intake.store.arrays import TEXTS, TIMES, UUIDS

_ADD = typed(
    "insert into allocation_steps(allocation_id, at, state, referral_id, sender, outcome, missing)"
    " select u.a, u.t, u.s, u.r, f.sender, u.o, u.m from unnest(:allocations, :times, :states, :referrals, :outcomes,"
    " :missing) as u(a, t, s, r, o, m) join referrals f on f.referral_id = u.r"
    " order by u.a, u.t, u.s on conflict do nothing",
    allocations=UUIDS,
    times=TIMES,
    states=TEXTS,
    referrals=UUIDS,
    outcomes=TEXTS,
    missing=TEXTS,
)


async def add_steps(tx: Transaction, steps: Sequence[SeenOf]) -> None:
    """Keep these steps, each once; those of unknown referrals are left out."""
    await tx.run(
        _ADD,
        {
            "allocations": [one.seen.allocation_id for one in steps],
            "times": [one.seen.changed_at for one in steps],
            "states": [one.seen.state for one in steps],
            "referrals": [one.referral_id for one in steps],
            "outcomes": [one.seen.outcome for one in steps],
            "missing": [one.seen.missing for one in steps],
        },
    )
