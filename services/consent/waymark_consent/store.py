"""What consent's actions load and save: referrals, words said, decisions, agreements, the vault, the disclosure log.

Set-based: a batch costs a handful of statements. The vault's rows are sealed on their way in and opened on their way
out, so that nobody above handles keys. Not here: who may act for whom (`access.store`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ARRAY, Column, ColumnElement, Uuid, any_, bindparam, select

from waymark.cipher import KeyRing, Wrapped, decrypt, encrypt, new_data_key
from waymark.contracts.consent import Duty, RecipientScope
from waymark.contracts.person import PART_OF_GROUP, Person
from waymark.contracts.referral import Facts
from waymark.db import Reader, Transaction, typed
from waymark.ids import AgencyId
from waymark.words import AgencyRole, Group, Position, QualityFlag
from waymark_consent import tables
from waymark_consent.agreement import Agreement
from waymark_consent.permission import Said
from waymark_consent.release import Recipient, Screening
from waymark_consent.tables import InsertAll
from waymark_consent.vault import data_key_place, group_place

_SCOPE = TypeAdapter(tuple[RecipientScope, ...])
_DUTIES = TypeAdapter(tuple[Duty, ...])
_IDS = ARRAY(Uuid)


@dataclass(frozen=True, slots=True)
class Kept:
    """A referral as consent keeps it: what was decided last, and on what."""

    referral_id: UUID
    referral_version: int
    journey_id: UUID
    sender: AgencyId
    received_at: datetime
    facts: Facts
    quality: tuple[QualityFlag, ...]
    screening: int
    decision_id: UUID
    scope: tuple[RecipientScope, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the person about to be recorded, with how it was given and by whom it was written down."""

    referral_id: UUID
    said: Said
    how: str
    wording: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about to be recorded; `cause` says what asked for it."""

    decision_id: UUID
    referral_id: UUID
    screening: int
    cause: str
    said: Said | None
    result: Screening
    at: datetime


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One line of the disclosure log: who asked for what of whom, what they got, or why not."""

    disclosure_id: UUID
    at: datetime
    referral_id: UUID
    actor: str
    agency: AgencyId
    purpose: str
    refused: str
    reasons: tuple[str, ...]
    groups: tuple[Group, ...]
    agreement: str
    decision_id: UUID | None


_SAVE_REFERRALS = InsertAll(
    tables.referrals,
    then="on conflict (referral_id) do update set referral_version = excluded.referral_version,"
    " facts = excluded.facts, quality = excluded.quality, screening = excluded.screening,"
    " decision_id = excluded.decision_id, scope = excluded.scope, duties = excluded.duties",
)
_ADD_WORDS = InsertAll(tables.permissions, then="on conflict do nothing")
_ADD_DECISIONS = InsertAll(tables.decisions)
_ADD_DISCLOSURES = InsertAll(tables.disclosures)
_ADD_AGREEMENTS = InsertAll(tables.agreements)
_SAVE_SUBJECTS = InsertAll(
    tables.subject_records,
    "referral_id",
    "key_version",
    "kek_id",
    "data_key",
    then="on conflict (referral_id) do update set key_version = excluded.key_version, kek_id = excluded.kek_id,"
    " data_key = excluded.data_key where subject_records.erased_at is null",
)
_ADD_GROUPS = InsertAll(tables.vault_groups)
_DROP_GROUPS = typed("delete from vault_groups where referral_id = any(:ids)", ids=_IDS)


async def find_referrals(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, Kept]:
    """Referrals by id, locked against everybody until the transaction ends, also where they are only read.

    Shared locks would let readers past a withdrawal that waits, for as long as some recipient keeps asking.
    """
    found = (
        select(tables.referrals)
        .where(_among(tables.referrals.c.referral_id, ids))
        .order_by(tables.referrals.c.referral_id)
        .with_for_update()
    )
    return {row.referral_id: _kept(row._mapping) for row in await tx.rows(found)}  # noqa: SLF001 - SQLAlchemy's name


def _kept(row: Mapping[Any, Any]) -> Kept:
    values = dict(row)
    values |= {
        "facts": Facts.model_validate(values["facts"]),
        "quality": tuple(QualityFlag(flag) for flag in values["quality"]),
        "scope": _SCOPE.validate_python(values["scope"]),
        "duties": _DUTIES.validate_python(values["duties"]),
    }
    return Kept(**values)


async def save_referrals(tx: Transaction, kept: Sequence[Kept]) -> None:
    """Add referrals, or replace what changes of known ones."""
    rows = [
        {
            "referral_id": one.referral_id,
            "referral_version": one.referral_version,
            "journey_id": one.journey_id,
            "sender": one.sender,
            "received_at": one.received_at,
            "facts": one.facts.model_dump(mode="json"),
            "quality": tuple(flag.value for flag in one.quality),
            "screening": one.screening,
            "decision_id": one.decision_id,
            "scope": _SCOPE.dump_python(one.scope, mode="json"),
            "duties": _DUTIES.dump_python(one.duties, mode="json"),
        }
        for one in sorted(kept, key=lambda one: one.referral_id)
    ]
    await _SAVE_REFERRALS.run(tx, rows)


async def add_words(tx: Transaction, words: Sequence[Word]) -> None:
    """Record words of the person; one that is recorded already (same id) stays as it is."""
    rows = [
        {
            "permission_id": word.said.permission_id,
            "referral_id": word.referral_id,
            "position": word.said.position.value,
            "explicit": word.said.explicit,
            "given_by": word.said.given_by,
            "how": word.how,
            "wording": word.wording,
            "said_at": word.said.said_at,
            "recorded_by": word.recorded_by,
            "recorded_at": word.recorded_at,
        }
        for word in words
    ]
    await _ADD_WORDS.run(tx, rows)


async def list_words(reader: Reader, ids: Iterable[UUID]) -> dict[UUID, list[Said]]:
    """Every recorded word about these referrals."""
    c = tables.permissions.c
    asked = select(c.referral_id, c.permission_id, c.position, c.explicit, c.given_by, c.said_at)
    said: dict[UUID, list[Said]] = {}
    for row in await reader.rows(asked.where(_among(c.referral_id, ids))):
        word = Said(row.permission_id, Position(row.position), row.explicit, row.given_by, row.said_at)
        said.setdefault(row.referral_id, []).append(word)
    return said


async def add_decisions(tx: Transaction, decisions: Sequence[Decided]) -> None:
    """Record decisions with their result and reason for every recipient and group."""
    rows = [
        {
            "decision_id": one.decision_id,
            "referral_id": one.referral_id,
            "screening": one.screening,
            "cause": one.cause,
            "permission_id": one.said.permission_id if one.said else None,
            "verdicts": [
                verdict.scope().model_dump(mode="json")
                | {"withheld": {group.value: reason for group, reason in verdict.withheld.items()}}
                for verdict in one.result.verdicts
            ],
            "duties": _DUTIES.dump_python(one.result.duties, mode="json"),
            "decided_at": one.at,
        }
        for one in decisions
    ]
    await _ADD_DECISIONS.run(tx, rows)


async def add_disclosures(tx: Transaction, disclosures: Sequence[Disclosure]) -> None:
    """Log what was disclosed and what was refused, one line per referral asked for."""
    rows = [
        {
            "disclosure_id": one.disclosure_id,
            "at": one.at,
            "referral_id": one.referral_id,
            "actor": one.actor,
            "agency": one.agency,
            "purpose": one.purpose,
            "refused": one.refused,
            "reasons": one.reasons,
            "groups": tuple(group.value for group in one.groups),
            "agreement": one.agreement,
            "decision_id": one.decision_id,
        }
        for one in disclosures
    ]
    await _ADD_DISCLOSURES.run(tx, rows)


async def list_agreements(reader: Reader) -> tuple[Agreement, ...]:
    """Every version of every agreement."""
    c = tables.agreements.c
    rows = await reader.rows(select(c.terms).order_by(c.agreement_id, c.version))
    return tuple(Agreement.model_validate(row.terms) for row in rows)


async def add_agreements(tx: Transaction, agreements: Sequence[Agreement]) -> None:
    """Record new versions."""
    rows = [
        {
            "agreement_id": one.id,
            "version": one.version,
            "terms": one.model_dump(mode="json"),
            "recorded_at": tx.now,
        }
        for one in agreements
    ]
    await _ADD_AGREEMENTS.run(tx, rows)


async def list_recipients(reader: Reader) -> tuple[Recipient, ...]:
    """Every agency of the county with its role."""
    c = tables.agencies.c
    rows = await reader.rows(select(c.agency_id, c.role).order_by(c.agency_id))
    return tuple(Recipient(AgencyId(row.agency_id), AgencyRole(row.role)) for row in rows)


async def put_people(tx: Transaction, ring: KeyRing, people: Mapping[UUID, Person]) -> None:
    """Seal each person into the vault under a fresh data key; what was there before is replaced.

    An erased subject record stays erased: nothing is put back, whatever comes again.
    """
    known = await _subjects(tx, people)
    erased = {referral_id for referral_id, row in known.items() if row.data_key is None}
    fresh: list[dict[str, object]] = []
    groups: list[dict[str, object]] = []
    for referral_id in sorted(people.keys() - erased):
        version = known[referral_id].key_version + 1 if referral_id in known else 1
        key = new_data_key()
        wrapped = ring.wrap(key, place=data_key_place(referral_id, version))
        fresh.append(
            {
                "referral_id": referral_id,
                "key_version": version,
                "kek_id": wrapped.kek_id,
                "data_key": wrapped.blob,
            }
        )
        for group, part in people[referral_id].groups().items():
            plain = part.model_dump_json().encode()
            sealed = encrypt(key, plain, place=group_place(referral_id, group, version))
            groups.append({"referral_id": referral_id, "group_name": group.value, "sealed": sealed})
    await _SAVE_SUBJECTS.run(tx, fresh)
    await tx.run(_DROP_GROUPS, {"ids": [row["referral_id"] for row in fresh]})
    await _ADD_GROUPS.run(tx, groups)


async def take_groups(
    tx: Transaction, ring: KeyRing, wanted: Mapping[UUID, Sequence[Group]]
) -> dict[UUID, dict[Group, dict[str, object]]]:
    """The wanted groups of each subject record, opened, as JSON objects; an erased record has none.

    Only the wanted rows are read, so that nothing is opened that may not be shown.
    """
    known = await _subjects(tx, wanted)
    c = tables.vault_groups.c
    names = {group.value for groups in wanted.values() for group in groups}
    rows = await tx.rows(select(tables.vault_groups).where(_among(c.referral_id, wanted), _among(c.group_name, names)))
    keys = {
        referral_id: ring.unwrap(Wrapped(row.kek_id, row.data_key), place=data_key_place(referral_id, row.key_version))
        for referral_id, row in known.items()
        if row.data_key is not None
    }
    opened: dict[UUID, dict[Group, dict[str, object]]] = {referral_id: {} for referral_id in keys}
    for row in rows:
        group = Group(row.group_name)
        if row.referral_id in keys and group in wanted[row.referral_id]:
            place = group_place(row.referral_id, group, known[row.referral_id].key_version)
            plain = decrypt(keys[row.referral_id], row.sealed, place=place)
            part = PART_OF_GROUP[group].model_validate_json(plain)
            opened[row.referral_id][group] = part.model_dump(mode="json", exclude_none=True)
    order = {group: place for place, group in enumerate(Group)}
    return {i: dict(sorted(groups.items(), key=lambda item: order[item[0]])) for i, groups in opened.items()}


async def erase_subjects(tx: Transaction, ids: Iterable[UUID]) -> int:
    """Destroy the data keys of these subject records for good; their groups are noise from then on."""
    return await tx.run(
        typed(
            "update subject_records set data_key = null, erased_at = :now"
            " where referral_id = any(:ids) and erased_at is null",
            ids=_IDS,
        ),
        {"ids": sorted(set(ids)), "now": tx.now},
    )


async def _subjects(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, Any]:
    c = tables.subject_records.c
    rows = await tx.rows(select(tables.subject_records).where(_among(c.referral_id, ids)))
    return {row.referral_id: row for row in rows}


def _among(column: Column[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """One statement however many values there are, unlike IN; in order, so that locks are taken in order."""
    listed = sorted(set(values), key=str)
    return column == any_(bindparam(None, listed, type_=ARRAY(column.type)))
