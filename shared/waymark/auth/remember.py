"""How a service keeps its copy of keys and members up to date: ready-made handlers of consent's events.

Every service lists them in what it hears, consent too. Not here: reading the copy (`waymark.auth.known`).
"""

from collections.abc import Sequence

from sqlalchemy import ARRAY, Boolean, LargeBinary, Text, bindparam, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

from waymark.contracts.consent import KeysChanged, MemberChanged
from waymark.contracts.envelope import Heard
from waymark.db import Transaction

_TIME = TIMESTAMP(timezone=True)
_ADD_KEYS = text(
    "insert into known_keys(key_id, purpose, public, valid_from, valid_to)"
    " select * from unnest(:key_ids, :purposes, :publics, :froms, :tos)"
).bindparams(
    bindparam("key_ids", type_=ARRAY(Text)),
    bindparam("purposes", type_=ARRAY(Text)),
    bindparam("publics", type_=ARRAY(LargeBinary)),
    bindparam("froms", type_=ARRAY(_TIME)),
    bindparam("tos", type_=ARRAY(_TIME)),
)
# Roles travel as one text per member, since unnest would flatten an array of arrays.
_SAVE_MEMBERS = text(
    "insert into known_members"
    " (subject, kind, agency, agency_name, agency_role, display_name, roles, active, changed_at)"
    " select a, b, c, d, e, f, string_to_array(g, ' '), h, i"
    " from unnest(:subjects, :kinds, :agencies, :agency_names, :agency_roles, :display_names, :roles, :actives,"
    " :changed) as t(a, b, c, d, e, f, g, h, i)"
    " on conflict (subject) do update set kind = excluded.kind, agency = excluded.agency,"
    " agency_name = excluded.agency_name, agency_role = excluded.agency_role, display_name = excluded.display_name,"
    " roles = excluded.roles, active = excluded.active, changed_at = excluded.changed_at"
    " where known_members.changed_at <= excluded.changed_at"
).bindparams(
    *(
        bindparam(name, type_=ARRAY(Text))
        for name in (
            "subjects",
            "kinds",
            "agencies",
            "agency_names",
            "agency_roles",
            "display_names",
            "roles",
        )
    ),
    bindparam("actives", type_=ARRAY(Boolean)),
    bindparam("changed", type_=ARRAY(_TIME)),
)


async def remember_keys(tx: Transaction, events: Sequence[Heard[KeysChanged]], _: object) -> None:
    """Replace the whole set of known keys by the newest event's."""
    newest = max((event.data for event in events), key=lambda changed: changed.changed_at)
    await tx.run("delete from known_keys")
    if newest.keys:
        await tx.run(
            _ADD_KEYS,
            {
                "key_ids": [key.key_id for key in newest.keys],
                "purposes": [key.purpose for key in newest.keys],
                "publics": [key.public for key in newest.keys],
                "froms": [key.valid_from for key in newest.keys],
                "tos": [key.valid_to for key in newest.keys],
            },
        )


async def remember_members(tx: Transaction, events: Sequence[Heard[MemberChanged]], _: object) -> None:
    """Save the latest of each member by `changed_at`; an older change never undoes a newer one."""
    latest: dict[str, MemberChanged] = {}
    for event in events:
        known = latest.get(event.data.subject)
        if known is None or known.changed_at <= event.data.changed_at:
            latest[event.data.subject] = event.data
    members = list(latest.values())
    await tx.run(
        _SAVE_MEMBERS,
        {
            "subjects": [member.subject for member in members],
            "kinds": [member.kind for member in members],
            "agencies": [member.agency for member in members],
            "agency_names": [member.agency_name for member in members],
            "agency_roles": [member.agency_role.value for member in members],
            "display_names": [member.display_name for member in members],
            "roles": [" ".join(role.value for role in member.roles) for member in members],
            "actives": [member.active for member in members],
            "changed": [member.changed_at for member in members],
        },
    )
