"""What the notifier's actions load and save: rows locked for a change, written in sets.

Not here: lists and single screens (queries.py), and any decision about a row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import ARRAY, Table, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.engine import Row

from waymark.contracts.referral import Correction
from waymark.db import Transaction
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, Pathway, Priority
from waymark_notifier import tables
from waymark_notifier.allocation import Allocation
from waymark_notifier.delivery import (
    AlertKind,
    AlertState,
    Audience,
    Channel,
    ChannelOf,
    DueAlert,
    Notice,
)
from waymark_notifier.queue import position, section_of
from waymark_notifier.step import Step

_FIELDS = tuple(field.name for field in fields(Allocation))
_CHANGING = [column.name for column in tables.allocations.columns if column.name != "id"]
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_CORRECTIONS = TypeAdapter(tuple[Correction, ...])


def allocation_of(row: Row[Any]) -> Allocation:
    """A row of `allocations` as the domain knows it."""
    read = {name: getattr(row, name) for name in _FIELDS}
    lists = {
        name: tuple(read[name])
        for name in ("needs", "flags", "quality", "obligations", "unmet", "interim", "interim_given")
    }
    return Allocation(
        **{
            **read,
            **lists,
            "agency": AgencyId(row.agency),
            "service": ServiceId(row.service),
            "pathway": Pathway(row.pathway),
            "state": AllocationState(row.state),
            "priority": Priority(row.priority),
            "corrections": _corrections(row.corrections),
        }
    )


def _corrections(written: str | list[object]) -> tuple[Correction, ...]:
    if not isinstance(written, str):
        return _CORRECTIONS.validate_python(written) if written else ()
    return _CORRECTIONS.validate_json(written) if written != "[]" else ()


def _written(allocation: Allocation) -> dict[str, object]:
    # What is left out is null: half of the columns of most rows.
    own = {name: value for name in _FIELDS if (value := getattr(allocation, name)) is not None}
    own["section"], own["position"] = section_of(allocation), position(allocation)
    return own


def _json(rows: Iterable[Mapping[str, object]]) -> str:
    return to_json(list(rows)).decode()


def _into(table: Table) -> str:
    """The beginning of a statement that inserts the rows of a JSON array."""
    names = ", ".join(table.columns.keys())
    rows = f"jsonb_populate_recordset(null::{table.name}, cast(cast(:rows as text) as jsonb))"
    return f"insert into {table.name}({names}) select {names} from {rows}"  # noqa: S608 - our own names


_LOCK_OF_REFERRALS = text("select * from allocations where referral_id = any(:ids) order by id for update").bindparams(
    _IDS
)
_LOCK_ONE = "select * from allocations where id = :id for update"
_LOCK_OVERDUE = text(
    "select * from allocations where state = 'offered' and respond_by < :now"
    " and not duty and pathway <> all(:but) order by respond_by, id limit :most for update skip locked"
).bindparams(bindparam("but", type_=ARRAY(Text)))
_LOCK_SLOW = (
    "select * from allocations where state = 'offered' and remind_at <= :now"
    " order by remind_at, id limit :most for update skip locked"
)
_LOCK_STUCK = text(
    "select * from allocations where (escalated_at is null or escalated_at <= :before) and ("
    "(state = 'offered' and respond_by < :now and (duty or pathway = any(:but)))"
    " or (section = 'stop' and acknowledge_by < :now)"
    ") order by coalesce(escalated_at, respond_by, acknowledge_by), id limit :most for update skip locked"
).bindparams(bindparam("but", type_=ARRAY(Text)))


async def lock_of_referrals(tx: Transaction, referral_ids: Sequence[UUID]) -> list[Allocation]:
    """All rows of the referrals, locked in one order so that two changes cannot wait for each other."""
    rows = await tx.rows(_LOCK_OF_REFERRALS, {"ids": list(referral_ids)})
    return [allocation_of(row) for row in rows]


_NOTE_ERASED = text(
    "insert into erased(referral_id, erased_at) select id, at from unnest(:ids, :times) as t(id, at)"
    " on conflict do nothing"
).bindparams(_IDS, bindparam("times", type_=ARRAY(TIMESTAMP(timezone=True))))
_FIND_ERASED = text("select referral_id from erased where referral_id = any(:ids)").bindparams(_IDS)


async def note_erased(tx: Transaction, erased: Mapping[UUID, datetime]) -> None:
    """Remember that the people of these referrals are erased."""
    await tx.run(_NOTE_ERASED, {"ids": list(erased), "times": list(erased.values())})


async def find_erased(tx: Transaction, referral_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of the referrals whose people are erased."""
    rows = await tx.rows(_FIND_ERASED, {"ids": list(referral_ids)})
    return frozenset(row.referral_id for row in rows)


async def lock_allocation(tx: Transaction, allocation_id: UUID) -> Allocation | None:
    """One row this transaction may see, locked; None where there is none."""
    row = await tx.row(_LOCK_ONE, {"id": allocation_id})
    return allocation_of(row) if row is not None else None


async def lock_overdue(tx: Transaction, *, most: int, but: Sequence[Pathway]) -> list[Allocation]:
    """Offers whose time to answer is over, but duties and those pathways; rows in other hands are left."""
    rows = await tx.rows(_LOCK_OVERDUE, {"now": tx.now, "most": most, "but": list(but)})
    return [allocation_of(row) for row in rows]


async def lock_slow(tx: Transaction, *, most: int) -> list[Allocation]:
    """Offers nobody has answered although most of their time is gone, and nobody was reminded of."""
    rows = await tx.rows(_LOCK_SLOW, {"now": tx.now, "most": most})
    return [allocation_of(row) for row in rows]


async def lock_stuck(tx: Transaction, *, most: int, before: datetime, staying: Sequence[Pathway]) -> list[Allocation]:
    """What is overdue and never lapses (duties, those pathways, stops to confirm), not escalated since `before`."""
    rows = await tx.rows(_LOCK_STUCK, {"now": tx.now, "most": most, "before": before, "but": list(staying)})
    return [allocation_of(row) for row in rows]


async def note_opened(tx: Transaction, allocation_id: UUID) -> None:
    """Write that a name was shown for a row, the first time only; its version stays."""
    await tx.run(_OPENED, {"id": allocation_id, "now": tx.now})


_OPENED = "update allocations set opened_at = :now where id = :id and opened_at is null"
_SET = ", ".join(f"{name} = excluded.{name}" for name in _CHANGING)
# The only text put in are names of ours. Columns are named, so that a process goes on beside a newer schema.
_SAVE = f"{_into(tables.allocations)} on conflict (id) do update set {_SET}"
_LOG = (
    "insert into transitions(allocation_id, agency, from_state, to_state, verb, actor, actor_name, code, version, at,"
    " priority, due_at)"
    " select allocation_id, agency, from_state, to_state, verb, actor, actor_name, code, version, at, priority, due_at"
    " from jsonb_populate_recordset(null::transitions, cast(cast(:rows as text) as jsonb)) with ordinality as t"
    " order by t.ordinality"
)


def save_allocations(tx: Transaction, allocations: Iterable[Allocation]) -> None:
    """Write rows as they are now, new or known, in one statement; each id at most once."""
    rows = [_written(allocation) for allocation in allocations]
    if rows:
        tx.later(_SAVE, {"rows": _json(rows)})


def log_steps(tx: Transaction, steps: Sequence[Step]) -> None:
    """Write steps into the timeline, in their order, in one statement."""
    if steps:
        tx.later(_LOG, {"rows": _json(_logged(step) for step in steps)})


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
        "at": step.at or step.allocation.changed_at,
        "priority": step.allocation.priority,
        "due_at": step.started,
    }


_ADD_ALERTS = _into(tables.alerts)
_CANCEL_ALERTS = text(
    "update alerts set state = 'cancelled' from unnest(:ids, :kinds) as stale(id, kind)"
    " where alerts.allocation_id = stale.id and alerts.kind = stale.kind and state in ('queued', 'sending')"
).bindparams(_IDS, bindparam("kinds", type_=ARRAY(Text)))
_LEASE_ALERTS = """
    with due as (
        select id from alerts where state in ('queued', 'sending') and next_at <= :now
        order by next_at, id limit :most for update skip locked
    ), leased as (
        update alerts set state = 'sending', attempts = attempts + 1, next_at = :until
        from due where alerts.id = due.id
        returning alerts.*
    )
    select leased.*, channels.agency_name, channels.channel as way, channels.address, channels.lead_address
    from leased left join channels using (agency) order by leased.id
"""
_SETTLE_ALERTS = (
    "update alerts set state = settled.state, next_at = settled.next_at"
    " from jsonb_populate_recordset(null::alerts, cast(cast(:rows as text) as jsonb)) as settled"
    " where alerts.id = settled.id and alerts.state = 'sending'"
)


def add_alerts(tx: Transaction, notices: Iterable[Notice]) -> None:
    """Queue alerts, to be sent in the next run."""
    rows = [
        {
            "id": tx.new_id(),
            "agency": notice.agency,
            "allocation_id": notice.allocation_id,
            "kind": notice.kind,
            "channel": Channel.EMAIL,
            "due_at": notice.due_at,
            "state": AlertState.QUEUED,
            "attempts": 0,
            "next_at": tx.now,
            "created_at": tx.now,
            "audience": notice.audience,
            "at_once": notice.at_once,
        }
        for notice in notices
    ]
    if rows:
        tx.later(_ADD_ALERTS, {"rows": _json(rows)})


async def cancel_alerts(tx: Transaction, stale: Sequence[tuple[UUID, AlertKind]]) -> int:
    """Cancel what has not been sent of these kinds about these allocations; answers how many."""
    if not stale:
        return 0
    ids, kinds = zip(*stale, strict=True)
    return await tx.run(_CANCEL_ALERTS, {"ids": list(ids), "kinds": list(kinds)})


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
            to=_channel_of(row) if row.address else None,
            kind=AlertKind(row.kind),
            audience=Audience(row.audience),
            at_once=row.at_once,
        )
        for row in rows
    ]


def _channel_of(row: Row[Any]) -> ChannelOf:
    return ChannelOf(row.agency, row.agency_name, Channel(row.way), row.address, row.lead_address)


async def settle_alerts(tx: Transaction, settled: Sequence[tuple[UUID, AlertState, datetime]]) -> None:
    """Write what became of leased alerts; one that was cancelled in the meantime stays cancelled."""
    rows = [{"id": alert_id, "state": state, "next_at": next_at} for alert_id, state, next_at in settled]
    if rows:
        await tx.run(_SETTLE_ALERTS, {"rows": _json(rows)})


_SAVE_CHANNELS = (
    f"{_into(tables.channels)} on conflict (agency) do update set agency_name = excluded.agency_name,"
    " channel = excluded.channel, address = excluded.address, lead_address = excluded.lead_address,"
    " is_desk = excluded.is_desk"
)
_DESK = "select agency from channels where is_desk limit 1"
_NOTIFY = text("select pg_notify('waymark_queue', agency) from unnest(:agencies) as t(agency)").bindparams(
    bindparam("agencies", type_=ARRAY(Text))
)


async def save_channels(tx: Transaction, channels: Sequence[ChannelOf]) -> None:
    """Write where agencies want to be told; an entry that is there is replaced."""
    rows = [
        {
            "agency": one.agency,
            "agency_name": one.agency_name,
            "channel": one.channel,
            "address": one.address,
            "lead_address": one.lead_address,
            "is_desk": one.is_desk,
        }
        for one in channels
    ]
    if rows:
        await tx.run(_SAVE_CHANNELS, {"rows": _json(rows)})


async def find_desk(tx: Transaction) -> str:
    """The agency that others' silence goes to; "" where none was named."""
    return str(await tx.value(_DESK) or "")


def notify_queues(tx: Transaction, agencies: Iterable[str]) -> None:
    """Tell open pages of these agencies, once each, that their queue changed; sent when the transaction commits."""
    names = sorted(set(agencies))
    if names:
        tx.later(_NOTIFY, {"agencies": names})
