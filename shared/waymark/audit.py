"""Audit rows: who did what to which thing, written in the transaction of the act; nothing seals them yet.

Details are codes and ids; personal data has no place here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic_core import to_json
from sqlalchemy import ARRAY, Text, bindparam, text
from sqlalchemy.dialects.postgresql import TIMESTAMP


@dataclass(frozen=True, slots=True)
class Act:
    """One act: `act` is a verb phrase in code ("referral.received"), `about` an id, `actor` who."""

    act: str
    about: str
    actor: str
    at: datetime
    details: Mapping[str, str | int | bool | None] = field(default_factory=dict)


WRITE = text(
    "insert into audit(act, about, actor, at, details)"
    " select a, b, c, d, e::jsonb from unnest(:acts, :abouts, :actors, :ats, :details) as t(a, b, c, d, e)"
).bindparams(
    bindparam("acts", type_=ARRAY(Text)),
    bindparam("abouts", type_=ARRAY(Text)),
    bindparam("actors", type_=ARRAY(Text)),
    bindparam("ats", type_=ARRAY(TIMESTAMP(timezone=True))),
    bindparam("details", type_=ARRAY(Text)),
)


def values_of(acts: Sequence[Act]) -> dict[str, Any]:
    """The values of WRITE."""
    return {
        "acts": [act.act for act in acts],
        "abouts": [act.about for act in acts],
        "actors": [act.actor for act in acts],
        "ats": [act.at for act in acts],
        "details": [to_json(act.details).decode() for act in acts],
    }
