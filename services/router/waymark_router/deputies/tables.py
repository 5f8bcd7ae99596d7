"""The table of deputies, as its store and queries speak of it; the migrations create it."""

from sqlalchemy import Column, Date, MetaData, Table, Text

metadata = MetaData()

deputies = Table(
    "deputies",
    metadata,
    Column("member", Text, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date, nullable=False),
    Column("stands_in_for", Text, nullable=False),
)
