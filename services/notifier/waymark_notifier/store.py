"""What the notifier's actions load and save: rows locked for a change, written in sets.

Not here: lists and single screens (queries.py), and any decision about a row.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, text
from sqlalchemy.engine import Row

from waymark.db import Transaction
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, Pathway, Priority
from waymark_notifier import tables
from waymark_notifier.allocation import Allocation, Step
from waymark_notifier.delivery import AlertState, Channel, ChannelOf, DueAlert
from waymark_notifier.queue import SECTION_OF, position

_FIELDS = tuple(field.name for field in fields(Allocation))
_CHANGING = [column.name for column in tables.allocations.columns if column.name != "id"]
_IDS = bindparam("ids", type_=ARRAY(Uuid))


def allocation_of(row: Row[Any]) -> Allocation:
    """A row of `allocations` as the domain knows it."""
    read = {name: getattr(row, name) for name in _FIELDS}
    lists = {name: tuple(read[name]) for name in ("needs", "flags", "quality")}
    return Allocation(
        **{
            **read,
            **lists,
            "agency": AgencyId(row.agency),
            "service": ServiceId(row.service),
            "pathway": Pathway(row.pathway),
            "state": AllocationState(row.state),
            "priority": Priority(row.priority),
        }
    )


def _written(allocation: Allocation) -> dict[str, object]:
    place = {"section": SECTION_OF[allocation.state], "position": position(allocation)}
    return {name: getattr(allocation, name) for name in _FIELDS} | place


def _json(rows: Iterable[Mapping[str, object]]) -> str:
    return json.dumps(list(rows), default=str, separators=(",", ":"))


_LOCK_OF_REFERRALS = text("select * from allocations where referral_id = any(:ids) order by id for update").bindparams(
    _IDS
)
_LOCK_ONE = "select * from allocations where id = :id for update"
_LOCK_OVERDUE = text(
    "select * from allocations where state = 'offered' and respond_by < :now and pathway <> all(:but)"
    " order by respond_by, id limit :most for update skip locked"
).bindparams(bindparam("but", type_=ARRAY(Text)))


async def lock_of_referrals(tx: Transaction, referral_ids: Sequence[UUID]) -> list[Allocation]:
    """All rows of the referrals, locked in one order so that two changes cannot wait for each other."""
    rows = await tx.rows(_LOCK_OF_REFERRALS, {"ids": list(referral_ids)})
    return [allocation_of(row) for row in rows]


async def lock_allocation(tx: Transaction, allocation_id: UUID) -> Allocation | None:
    """One row this transaction may see, locked; None where there is none."""
    row = await tx.row(_LOCK_ONE, {"id": allocation_id})
    return allocation_of(row) if row is not None else None


async def lock_overdue(tx: Transaction, *, most: int, but: Sequence[Pathway]) -> list[Allocation]:
    """Offers whose time to answer is over, at most `most`, but of those pathways; rows in other hands are left."""
    rows = await tx.rows(_LOCK_OVERDUE, {"now": tx.now, "most": most, "but": list(but)})
    return [allocation_of(row) for row in rows]


_SET = ", ".join(f"{name} = excluded.{name}" for name in _CHANGING)
_SAVE = (  # the only text put in are column names of ours
    "insert into allocations"  # noqa: S608
    " select * from jsonb_populate_recordset(null::allocations, cast(cast(:rows as text) as jsonb))"
    f" on conflict (id) do update set {_SET}"
)
_LOG = (
    "insert into transitions(allocation_id, agency, from_state, to_state, verb, actor, actor_name, code, version, at)"
    " select allocation_id, agency, from_state, to_state, verb, actor, actor_name, code, version, at"
    " from jsonb_populate_recordset(null::transitions, cast(cast(:rows as text) as jsonb)) with ordinality as t"
    " order by t.ordinality"
)


async def save_allocations(tx: Transaction, allocations: Iterable[Allocation]) -> None:
    """Write rows as they are now, new or known, in one statement; each id at most once."""
    rows = [_written(allocation) for allocation in allocations]
    if rows:
        await tx.run(_SAVE, {"rows": _json(rows)})


async def log_steps(tx: Transaction, steps: Sequence[Step]) -> None:
    """Write steps into the timeline, in their order, in one statement."""
    if steps:
        await tx.run(_LOG, {"rows": _json(_logged(step) for step in steps)})


def _logged(step: Step) -> dict[str, object]:
    return {
        "allocation_id": step.allocation.id,
        "agency": step.allocation.agency,
        "from_state": step.source or "",
        "to_state": step.allocation.state,
        "verb": step.verb,
        "actor": step.actor,
        "actor_name": step.actor_name,
        "code": step.code,
        "version": step.allocation.version,
        "at": step.allocation.changed_at,
    }


_ADD_ALERTS = (
    "insert into alerts select * from jsonb_populate_recordset(null::alerts, cast(cast(:rows as text) as jsonb))"
)
_CANCEL_ALERTS = text(
    "update alerts set state = 'cancelled' where allocation_id = any(:ids) and state in ('queued', 'sending')"
).bindparams(_IDS)
_LEASE_ALERTS = """
    with due as (
        select id from alerts where state in ('queued', 'sending') and next_at <= :now
        order by next_at, id limit :most for update skip locked
    ), leased as (
        update alerts set state = 'sending', attempts = attempts + 1, next_at = :until
        from due where alerts.id = due.id
        returning alerts.id, alerts.allocation_id, alerts.agency, alerts.attempts, alerts.due_at
    )
    select leased.*, channels.agency_name, channels.channel, channels.address
    from leased left join channels using (agency) order by leased.id
"""
_STILL_LEASED = "select 1 from alerts where id = :id and state = 'sending'"
_SETTLE_ALERT = "update alerts set state = :state, next_at = :next_at where id = :id and state = 'sending'"


async def add_alerts(tx: Transaction, allocations: Sequence[Allocation]) -> None:
    """Queue one alert for each allocation, to be sent at once."""
    rows = [
        {
            "id": tx.new_id(),
            "agency": allocation.agency,
            "allocation_id": allocation.id,
            "kind": "decide",
            "channel": Channel.EMAIL,
            "due_at": allocation.due_at,
            "state": AlertState.QUEUED,
            "attempts": 0,
            "next_at": tx.now,
            "created_at": tx.now,
        }
        for allocation in allocations
    ]
    if rows:
        await tx.run(_ADD_ALERTS, {"rows": _json(rows)})


async def cancel_alerts(tx: Transaction, allocation_ids: Sequence[UUID]) -> int:
    """Cancel what has not been sent about these allocations; answers how many."""
    return await tx.run(_CANCEL_ALERTS, {"ids": list(allocation_ids)}) if allocation_ids else 0


async def lease_alerts(tx: Transaction, *, most: int, until: datetime) -> list[DueAlert]:
    """Take alerts whose turn it is, for one sender until `until`; after that somebody else may take them again."""
    rows = await tx.rows(_LEASE_ALERTS, {"now": tx.now, "most": most, "until": until})
    return [
        DueAlert(
            id=row.id,
            allocation_id=row.allocation_id,
            agency=row.agency,
            attempts=row.attempts,
            due_at=row.due_at,
            to=ChannelOf(row.agency, row.agency_name, Channel(row.channel), row.address) if row.address else None,
        )
        for row in rows
    ]


async def settle_alerts(tx: Transaction, settled: Sequence[tuple[UUID, AlertState, datetime]]) -> None:
    """Write what became of leased alerts; one that was cancelled in the meantime stays cancelled."""
    rows = [{"id": alert_id, "state": state, "next_at": next_at} for alert_id, state, next_at in settled]
    if rows:
        await tx.run(_SETTLE_ALERT, rows)


_SAVE_CHANNELS = (
    "insert into channels select * from jsonb_populate_recordset(null::channels, cast(cast(:rows as text) as jsonb))"
    " on conflict (agency) do update set agency_name = excluded.agency_name, channel = excluded.channel,"
    " address = excluded.address"
)
_NOTIFY = text("select pg_notify('waymark_queue', agency) from unnest(:agencies) as t(agency)").bindparams(
    bindparam("agencies", type_=ARRAY(Text))
)


async def save_channels(tx: Transaction, channels: Sequence[ChannelOf]) -> None:
    """Write where agencies want to be told; an entry that is there is replaced."""
    rows = [
        {"agency": one.agency, "agency_name": one.agency_name, "channel": one.channel, "address": one.address}
        for one in channels
    ]
    if rows:
        await tx.run(_SAVE_CHANNELS, {"rows": _json(rows)})


async def notify_queues(tx: Transaction, agencies: Iterable[str]) -> None:
    """Tell open pages of these agencies, once each, that their queue changed; sent when the transaction commits."""
    names = sorted(set(agencies))
    if names:
        await tx.run(_NOTIFY, {"agencies": names})
