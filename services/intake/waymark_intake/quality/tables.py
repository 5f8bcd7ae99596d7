"""Tables of figures and digests, as queries read them; the migrations make them. No person is in any of them.

Addresses are those of teams at work. Rows are divided by agency (row-level security in the migrations).
"""

from sqlalchemy import Column, Date, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

metadata = MetaData()
_TIME = TIMESTAMP(timezone=True)

other_counts = Table(
    "other_counts",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("month", Date, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("number", Integer, nullable=False),
)

digest_recipients = Table(
    "digest_recipients",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("team", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
)

team_members = Table(
    "team_members",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("team", Text, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("team", Text, primary_key=True),
    Column("week", Date, primary_key=True),
    Column("state", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", _TIME, nullable=False),
    Column("sent_at", _TIME),
)
