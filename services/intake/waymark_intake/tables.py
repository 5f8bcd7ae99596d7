"""Tables of schema `intake`, as queries read them; the migration makes them. No column holds readable personal data.

Hashes are keyed, the rest is ids, codes and times. Rows are divided by the agency that sent the record (row-level
security in the migration), so no query here names an agency.
"""

from sqlalchemy import ARRAY, Boolean, Column, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

metadata = MetaData()
_TIME = TIMESTAMP(timezone=True)

referrals = Table(
    "referrals",
    metadata,
    Column("referral_id", UUID(as_uuid=True), primary_key=True),
    Column("journey_id", UUID(as_uuid=True), nullable=False),
    Column("sender", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("received_at", _TIME, nullable=False),
    Column("reported_at", _TIME),
    Column("police_due_at", _TIME),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("reference_hash", LargeBinary),
    Column("quality", ARRAY(Text), nullable=False),
    Column("unmet", JSONB, nullable=False),
    Column("decision_id", UUID(as_uuid=True)),
    Column("decided_at", _TIME),
    Column("position", Text),
    Column("position_changed_at", _TIME),
    Column("kind", Text, nullable=False),
    Column("group_hashes", JSONB, nullable=False),
    Column("content_hash", LargeBinary),
    Column("name_hash", LargeBinary),
    Column("born_on_hash", LargeBinary),
    Column("event_hash", LargeBinary),
    Column("corrections", JSONB, nullable=False),
    Column("signposts", JSONB, nullable=False),
    Column("withdrawn_at", _TIME),
    Column("withdrawn_reason", Text),
    Column("quality_score", Integer),
    Column("quality_fields", JSONB, nullable=False),
    Column("sent_quality", ARRAY(Text), nullable=False),
    Column("sent_score", Integer),
    Column("team", Text, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("key_hash", LargeBinary, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("referral_id", UUID(as_uuid=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("reply", LargeBinary, nullable=False),
    Column("created_at", _TIME, nullable=False),
)

allocations_seen = Table(
    "allocations_seen",
    metadata,
    Column("allocation_id", UUID(as_uuid=True), primary_key=True),
    Column("referral_id", UUID(as_uuid=True), nullable=False),
    Column("sender", Text, nullable=False),
    Column("pathway", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("missing", Text, nullable=False),
    Column("ask_of", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("by_provider", Boolean, nullable=False),
    Column("changed_at", _TIME, nullable=False),
    Column("engaged_at", _TIME),
    Column("is_hidden", Boolean, nullable=False),
    Column("routed_state", Text, nullable=False),
    Column("routed_missing", Text, nullable=False),
    Column("routed_ask_of", Text, nullable=False),
    Column("routed_at", _TIME),
)
