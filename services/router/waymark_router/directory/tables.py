"""Tables of the directory that change day by day, as its queries and store speak of them; the migrations create them.

Not here: the directory's immutable versions (`waymark_router.tables`).
"""

from sqlalchemy import Column, Date, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

metadata = MetaData()

# An empty `intervention` is whatever the service does.
capacities = Table(
    "capacities",
    metadata,
    Column("service", Text, primary_key=True),
    Column("population", Text, primary_key=True),
    Column("intervention", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("vacancies", Integer),
    Column("weeks", Integer),
    Column("as_of", Date, nullable=False),
    Column("told_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("told_at", TIMESTAMP(timezone=True), nullable=False),
)
