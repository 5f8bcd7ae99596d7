"""Tables of schema `notifier`, as store and queries speak of them; the migrations create them.

Codes, ids and times only: nothing here says who a person is.
"""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

metadata = MetaData()

_TIME = TIMESTAMP(timezone=True)

allocations = Table(
    "allocations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("referral_id", Uuid, nullable=False),
    Column("journey_id", Uuid, nullable=False),
    Column("pathway", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("needs", ARRAY(Text), nullable=False),
    Column("state", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("priority", Text, nullable=False),
    Column("decision_id", Uuid, nullable=False),
    Column("decided_at", _TIME, nullable=False),
    Column("sender", Text, nullable=False),
    Column("received_at", _TIME, nullable=False),
    Column("changed_at", _TIME, nullable=False),
    Column("missing", Text, nullable=False),
    Column("ask_of", Text, nullable=False),
    Column("duty", Boolean, nullable=False),
    Column("child", Text, nullable=False),
    Column("flags", ARRAY(Text), nullable=False),
    Column("quality", ARRAY(Text), nullable=False),
    Column("respond_by", _TIME),
    Column("contact_by", _TIME),
    Column("review_by", _TIME),
    Column("claimed_by", Text, nullable=False),
    Column("claimed_name", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("declined_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("interim_offer", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("referral_version", Integer, nullable=False),
    Column("seen_version", Integer, nullable=False),
    Column("corrections", JSONB, nullable=False),
    Column("obligations", ARRAY(Text), nullable=False),
    Column("unmet", ARRAY(Text), nullable=False),
    Column("appointment_by", _TIME),
    Column("remind_at", _TIME),
    Column("escalated_at", _TIME),
    Column("opened_at", _TIME),
    Column("acknowledge_by", _TIME),
    Column("acknowledged_at", _TIME),
    Column("kept", Text, nullable=False),
    Column("interim", ARRAY(Text), nullable=False),
    Column("interim_by", Text, nullable=False),
    Column("interim_until", Date),
    Column("interim_given", ARRAY(Text), nullable=False),
)

transitions = Table(
    "transitions",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("allocation_id", Uuid, nullable=False),
    Column("agency", Text, nullable=False),
    Column("from_state", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", _TIME, nullable=False),
    Column("priority", Text, nullable=False),
    Column("due_at", _TIME),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("allocation_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("due_at", _TIME),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", _TIME, nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("audience", Text, nullable=False),
    Column("at_once", Boolean, nullable=False),
)

channels = Table(
    "channels",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("agency_name", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("lead_address", Text, nullable=False),
    Column("is_desk", Boolean, nullable=False),
)
