"""Tables of the directory that change day by day, as its queries and store speak of them; the migrations create them.

Not here: the directory's immutable versions (`waymark_router.tables`).
"""

from sqlalchemy import Column, Date, Integer, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

metadata = MetaData()

# An empty `intervention` is whatever the service does. What an agency told before the service went to another stays,
# and counts for nothing.
capacities = Table(
    "capacities",
    metadata,
    Column("service", Text, primary_key=True),
    Column("population", Text, primary_key=True),
    Column("intervention", Text, primary_key=True),
    Column("agency", Text, primary_key=True),
    Column("vacancies", Integer),
    Column("weeks", Integer),
    Column("as_of", Date, nullable=False),
    Column("told_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("told_at", TIMESTAMP(timezone=True), nullable=False),
)

requests = Table(
    "directory_requests",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("service", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("change", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_by_name", Text, nullable=False),
    Column("asked_at", TIMESTAMP(timezone=True), nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", TIMESTAMP(timezone=True)),
    Column("version", Text),
)
