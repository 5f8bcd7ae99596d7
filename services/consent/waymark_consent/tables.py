"""Tables of schema `consent` as store and queries speak of them; the migrations create them."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    ColumnElement,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from waymark.db import Transaction

metadata = MetaData()
TIME = TIMESTAMP(timezone=True)

agencies = Table(
    "agencies",
    metadata,
    Column("agency_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
)
members = Table(
    "members",
    metadata,
    Column("member_id", Text, primary_key=True),
    Column("agency_id", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("active", Boolean, nullable=False),
)
clients = Table(
    "clients",
    metadata,
    Column("client_id", Text, primary_key=True),
    Column("agency_id", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("public_jwk", JSONB),
    Column("active", Boolean, nullable=False),
)
transport_keys = Table(
    "transport_keys",
    metadata,
    Column("key_id", Text, primary_key=True),
    Column("public", LargeBinary, nullable=False),
    Column("kek_id", Text, nullable=False),
    Column("private", LargeBinary),
    Column("valid_from", TIME, nullable=False),
    Column("valid_to", TIME, nullable=False),
    Column("destroy_at", TIME, nullable=False),
    Column("destroyed_at", TIME),
    Column("made_at", TIME, nullable=False),
)
token_keys = Table(
    "token_keys",
    metadata,
    Column("key_id", Text, primary_key=True),
    Column("public", LargeBinary, nullable=False),
    Column("kek_id", Text, nullable=False),
    Column("private", LargeBinary, nullable=False),
    Column("valid_from", TIME, nullable=False),
    Column("valid_to", TIME, nullable=False),
)
agreements = Table(
    "agreements",
    metadata,
    Column("agreement_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("terms", JSONB, nullable=False),
    Column("recorded_at", TIME, nullable=False),
)
subject_records = Table(
    "subject_records",
    metadata,
    Column("referral_id", Uuid, primary_key=True),
    Column("key_version", Integer, nullable=False),
    Column("kek_id", Text, nullable=False),
    Column("data_key", LargeBinary),
    Column("erased_at", TIME),
)
vault_groups = Table(
    "vault_groups",
    metadata,
    Column("referral_id", Uuid, primary_key=True),
    Column("group_name", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
referrals = Table(
    "referrals",
    metadata,
    Column("referral_id", Uuid, primary_key=True),
    Column("referral_version", Integer, nullable=False),
    Column("journey_id", Uuid, nullable=False),
    Column("sender", Text, nullable=False),
    Column("received_at", TIME, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("quality", ARRAY(Text), nullable=False),
    Column("screening", Integer, nullable=False),
    Column("decision_id", Uuid, nullable=False),
    Column("scope", JSONB, nullable=False),
    Column("duties", JSONB, nullable=False),
    Column("corrections", JSONB, nullable=False),
    Column("withdrawn", Text, nullable=False),
    Column("asks", Boolean, nullable=False),
    Column("erased_at", TIME),
)
permissions = Table(
    "permissions",
    metadata,
    Column("permission_id", Uuid, primary_key=True),
    Column("referral_id", Uuid, nullable=False),
    Column("position", Text, nullable=False),
    Column("explicit", Boolean, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("said_at", TIME, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", TIME, nullable=False),
)
decisions = Table(
    "decisions",
    metadata,
    Column("decision_id", Uuid, primary_key=True),
    Column("referral_id", Uuid, nullable=False),
    Column("screening", Integer, nullable=False),
    Column("cause", Text, nullable=False),
    Column("permission_id", Uuid),
    Column("verdicts", JSONB, nullable=False),
    Column("duties", JSONB, nullable=False),
    Column("decided_at", TIME, nullable=False),
)
routings = Table(
    "routings",
    metadata,
    Column("referral_id", Uuid, primary_key=True),
    Column("decision_id", Uuid, nullable=False),
    Column("decided_at", TIME, nullable=False),
)
recipients = Table(
    "recipients",
    metadata,
    Column("allocation_id", Uuid, primary_key=True),
    Column("referral_id", Uuid, nullable=False),
    Column("agency", Text, nullable=False),
    Column("offered", Boolean, nullable=False),
    Column("decided_at", TIME),
    Column("state", Text, nullable=False),
    Column("changed_at", TIME),
    Column("caused_at", TIME),
    Column("open", Boolean, nullable=False),
)
disclosures = Table(
    "disclosures",
    metadata,
    Column("disclosure_id", Uuid, primary_key=True),
    Column("at", TIME, nullable=False),
    Column("referral_id", Uuid, nullable=False),
    Column("actor", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("refused", Text, nullable=False),
    Column("reasons", ARRAY(Text), nullable=False),
    Column("groups", ARRAY(Text), nullable=False),
    Column("agreement", Text, nullable=False),
    Column("decision_id", Uuid),
    Column("fields", ARRAY(Text), nullable=False),
)
terms_version = Table(
    "terms_version",
    metadata,
    Column("one", Boolean, primary_key=True),
    Column("version", Uuid, nullable=False),
)


class InsertAll:
    """One statement that inserts any number of rows, a bound array per column; `then` is its conflict clause.

    `unnest` would flatten arrays of arrays: so an array column travels as one text per row with blanks between, a
    JSON column as its text. Columns of `written` are given as JSON text already.
    """

    def __init__(self, table: Table, *names: str, then: str = "", written: Collection[str] = ()) -> None:
        self._written = frozenset(written)
        self._columns = [table.c[name] for name in names] if names else list(table.c)
        listed = ", ".join(column.name for column in self._columns)
        bound = ", ".join(f":{column.name}" for column in self._columns)
        taken = ", ".join(_taken(column) for column in self._columns)
        sql = f"insert into {table.name}({listed}) select {taken} from unnest({bound}) as row({listed}) {then}"  # noqa: S608
        kinds = (Text() if _is_text_on_the_way(column) else column.type for column in self._columns)
        self._statement = text(sql).bindparams(
            *(bindparam(column.name, type_=ARRAY(kind)) for column, kind in zip(self._columns, kinds, strict=True))
        )

    async def run(self, tx: Transaction, rows: Sequence[Mapping[str, object]]) -> int:
        """Insert `rows` (column name to value; arrays as tuples of words) and answer how many rows were touched."""
        if not rows:
            return 0
        return await tx.run(self._statement, self._values(rows))

    def later(self, tx: Transaction, rows: Sequence[Mapping[str, object]]) -> None:
        """The same, run together with what else waits."""
        if rows:
            tx.later(self._statement, self._values(rows))

    def _values(self, rows: Sequence[Mapping[str, object]]) -> dict[str, list[object]]:
        return {column.name: self._sent(column, rows) for column in self._columns}

    def _sent(self, column: Column[Any], rows: Sequence[Mapping[str, object]]) -> list[object]:
        name = column.name
        if name in self._written or not _is_text_on_the_way(column):
            return [row[name] for row in rows]
        return [_as_text(column, row[name]) for row in rows]


def _is_text_on_the_way(column: Column[Any]) -> bool:
    return isinstance(column.type, ARRAY | JSONB)


def _taken(column: Column[Any]) -> str:
    if isinstance(column.type, ARRAY):
        return f"string_to_array({column.name}, ' ')"
    return f"{column.name}::jsonb" if isinstance(column.type, JSONB) else column.name


def _as_text(column: Column[Any], value: Any) -> str | None:  # noqa: ANN401 - whatever a row holds
    if value is None:
        return None
    return " ".join(value) if isinstance(column.type, ARRAY) else json.dumps(value, separators=(",", ":"))


def among(column: Column[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """One statement however many values there are, unlike IN; in order, so that locks are taken in order."""
    listed = sorted(set(values), key=str)
    return column == any_(bindparam(None, listed, type_=ARRAY(column.type)))
