"""The table of what became no referral, as queries read it; the migration makes it. No person is in it."""

from sqlalchemy import Column, Date, Integer, MetaData, Table, Text

metadata = MetaData()

not_taken = Table(
    "not_taken",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("week", Date, primary_key=True),
    Column("team", Text, primary_key=True),
    Column("what", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("fix", Text, nullable=False),
    Column("number", Integer, nullable=False),
)
