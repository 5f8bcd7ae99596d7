"""Tables of matching in schema `intake`, as queries read them; the migration makes them. Not here: any statement.

They cross senders, so row security lets only the system see them: a sender's request sees nothing, the triage door
asks for the system's view after it has proved the role.
"""

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Float, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

metadata = MetaData()
_TIME = TIMESTAMP(timezone=True)

match_records = Table(
    "match_records",
    metadata,
    Column("referral_id", UUID(as_uuid=True), primary_key=True),
    Column("key_id", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("is_apart", Boolean, nullable=False),
    Column("is_victim", Boolean, nullable=False),
    Column("basis", Text, nullable=False),
    Column("is_kept_apart", Boolean, nullable=False),
)

match_traces = Table(
    "match_traces",
    metadata,
    Column("trace", BigInteger, primary_key=True),
    Column("referral_id", UUID(as_uuid=True), primary_key=True),
)

common_traces = Table("common_traces", metadata, Column("trace", BigInteger, primary_key=True))

repeat_pairs = Table(
    "repeat_pairs",
    metadata,
    Column("pair_id", UUID(as_uuid=True), primary_key=True),
    Column("newer", UUID(as_uuid=True), nullable=False),
    Column("older", UUID(as_uuid=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("weight", Float, nullable=False),
    Column("model", Text, nullable=False),
    Column("levels", JSONB, nullable=False),
    Column("weights", JSONB, nullable=False),
    Column("hindrances", ARRAY(Text), nullable=False),
    Column("made_at", _TIME, nullable=False),
    Column("changed_at", _TIME, nullable=False),
)

repeat_acts = Table(
    "repeat_acts",
    metadata,
    Column("pair_id", UUID(as_uuid=True), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", _TIME, nullable=False),
)
