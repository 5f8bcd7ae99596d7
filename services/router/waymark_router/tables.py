"""Tables of schema `router`, as store and queries speak of them; the migrations create them.

Coded facts, ids and times only: nothing here says who a person is.
"""

from sqlalchemy import BigInteger, Boolean, Column, Identity, Integer, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP

metadata = MetaData()

_TIME = TIMESTAMP(timezone=True)

rulebooks = Table(
    "rulebooks",
    metadata,
    Column("version", Text, primary_key=True),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("effective_from", _TIME, nullable=False),
    Column("published_at", _TIME, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("approver_name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("approver_reason", Text, nullable=False),
    Column("base", Text, nullable=False),
    Column("draft_id", Uuid),
    Column("called_off_at", _TIME),
)

directories = Table(
    "directories",
    metadata,
    Column("version", Text, primary_key=True),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("published_at", _TIME, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("by_people", Boolean, nullable=False),
)

referrals = Table(
    "referrals",
    metadata,
    Column("referral_id", Uuid, primary_key=True),
    Column("screening", Integer, nullable=False),
    Column("screened", LargeBinary, nullable=False),
    Column("screened_at", _TIME, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("decision_id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("referral_id", Uuid, nullable=False),
    Column("decided_at", _TIME, nullable=False),
    Column("rulebook", Text, nullable=False),
    Column("directory", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("screening", Integer, nullable=False),
    Column("unmet", Integer, nullable=False),
)

allocations = Table(
    "allocations",
    metadata,
    Column("allocation_id", Uuid, primary_key=True),
    Column("referral_id", Uuid, nullable=False),
    Column("pathway", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("declined_by", Text),
    Column("allocation", LargeBinary, nullable=False),
    Column("changed_at", _TIME, nullable=False),
    Column("since", _TIME, nullable=False),
    Column("accepted_at", _TIME),
    Column("offered_at", _TIME),
)
