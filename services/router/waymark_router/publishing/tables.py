"""Tables of drafts of the rules and of what was done with them, and how often rows were used on a day.

Rules speak of no person; the words people type about a change are asked not to either.
"""

from sqlalchemy import ARRAY, BigInteger, Column, Date, Identity, Integer, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP

metadata = MetaData()
_TIME = TIMESTAMP(timezone=True)

drafts = Table(
    "drafts",
    metadata,
    Column("draft_id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("base", Text, nullable=False),
    Column("written", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("writers", ARRAY(Text), nullable=False),
    Column("reason", Text, nullable=False),
    Column("starts_at", _TIME),
    Column("asked_by", Text, nullable=False),
    Column("asked_by_name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("changed_at", _TIME, nullable=False),
)

draft_steps = Table(
    "draft_steps",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("draft_id", Uuid, nullable=False),
    Column("step", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("at", _TIME, nullable=False),
)

rule_uses = Table(
    "rule_uses",
    metadata,
    Column("on_day", Date, primary_key=True),
    Column("row_id", Text, primary_key=True),
    Column("uses", Integer, nullable=False),
)

rule_use_days = Table("rule_use_days", metadata, Column("on_day", Date, primary_key=True))
