"""Tables of the triage desk: what it assigned by hand, and the rules it suggests; the migrations create them.

Coded facts, ids and times only, forgotten with the referral.
"""

from sqlalchemy import ARRAY, Column, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

metadata = MetaData()

assignments = Table(
    "assignments",
    metadata,
    Column("assignment_id", Uuid, primary_key=True),
    Column("referral_id", Uuid, nullable=False),
    Column("pathway", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("needs", ARRAY(Text), nullable=False),
    Column("assigned_by", Text, nullable=False),
    Column("assigned_at", TIMESTAMP(timezone=True), nullable=False),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("suggestion_id", Uuid, primary_key=True),
    Column("referral_id", Uuid, nullable=False),
    Column("rule_table", Text, nullable=False),
    Column("rule_row", JSONB, nullable=False),
    Column("suggested_by", Text, nullable=False),
    Column("suggested_at", TIMESTAMP(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
)
