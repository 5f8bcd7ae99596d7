"""What the vault loads and saves: people, sealed on their way in and opened on their way out.

Nobody above handles data keys. Set-based: a batch costs a handful of statements. Not here: who may see what.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, select

from waymark.cipher import KeyRing, Wrapped, decrypt, encrypt, new_data_key
from waymark.contracts.person import PART_OF_GROUP
from waymark.db import Transaction, typed
from waymark.words import Group
from waymark_consent import tables
from waymark_consent.tables import InsertAll, among
from waymark_consent.vault import data_key_place, group_place

_IDS = ARRAY(Uuid)
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


async def put_people(
    tx: Transaction, ring: KeyRing, people: Mapping[UUID, Mapping[Group, bytes]], *, are_new: bool = False
) -> None:
    """Seal each person (group to JSON) into the vault under a fresh data key; what was there before is replaced.

    Groups that are given no more are gone, and nothing opens what was sealed before.
    An erased subject record stays erased: nothing is put back, whatever comes again. `are_new` where it is known
    already that there is no record of any of them.
    """
    known = {} if are_new else await _subjects(tx, people)
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
        for group, plain in people[referral_id].items():
            sealed = encrypt(key, plain, place=group_place(referral_id, group, version))
            groups.append({"referral_id": referral_id, "group_name": group.value, "sealed": sealed})
    _SAVE_SUBJECTS.later(tx, fresh)
    replaced = sorted(known.keys() - erased)
    if replaced:
        await tx.run(_DROP_GROUPS, {"ids": replaced})
    _ADD_GROUPS.later(tx, groups)


async def take_groups(
    tx: Transaction, ring: KeyRing, wanted: Mapping[UUID, Sequence[Group]]
) -> dict[UUID, dict[Group, dict[str, object]]]:
    """The wanted groups of each subject record, opened, as JSON objects; an erased record has none.

    Only the wanted rows are read, so that nothing is opened that may not be shown.
    """
    known = await _subjects(tx, wanted)
    c = tables.vault_groups.c
    names = {group.value for groups in wanted.values() for group in groups}
    rows = await tx.rows(select(tables.vault_groups).where(among(c.referral_id, wanted), among(c.group_name, names)))
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
            opened[row.referral_id][group] = _given(part.model_dump(mode="json", exclude_none=True))
    order = {group: place for place, group in enumerate(Group)}
    return {i: dict(sorted(groups.items(), key=lambda item: order[item[0]])) for i, groups in opened.items()}


def _given(part: Mapping[str, object]) -> dict[str, object]:
    """The fields of a group that say something: an empty list says no more than a field that is not there."""
    return {name: value for name, value in part.items() if value != []}


async def erase_subjects(tx: Transaction, ids: Iterable[UUID]) -> int:
    """Destroy the data keys of these subject records for good, and what was sealed under them; answers how many."""
    await tx.run(_DROP_GROUPS, {"ids": sorted(set(ids))})
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
    rows = await tx.rows(select(tables.subject_records).where(among(c.referral_id, ids)))
    return {row.referral_id: row for row in rows}
