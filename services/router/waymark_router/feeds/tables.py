"""The table of what feeds list, as its store and queries speak of it; the migrations create it."""

from sqlalchemy import Column, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

metadata = MetaData()

listings = Table(
    "listings",
    metadata,
    Column("source", Text, primary_key=True),
    Column("listing_id", Uuid, primary_key=True),
    Column("body", JSONB, nullable=False),
    Column("told_by", Text, nullable=False),
    Column("told_at", TIMESTAMP(timezone=True), nullable=False),
)
