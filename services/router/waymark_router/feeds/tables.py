"""Tables of what feeds list and of what waits to be listed, as store and queries speak of them; the migrations create
them.
"""

from sqlalchemy import ARRAY, Column, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

metadata = MetaData()

# `tellers` told how the service is reached, `approved_by` is who let it be shown; `told_by` sent the feed last.
listings = Table(
    "listings",
    metadata,
    Column("source", Text, primary_key=True),
    Column("listing_id", Uuid, primary_key=True),
    Column("body", JSONB, nullable=False),
    Column("told_by", Text, nullable=False),
    Column("told_at", TIMESTAMP(timezone=True), nullable=False),
    Column("tellers", ARRAY(Text), nullable=False),
    Column("approved_by", Text, nullable=False),
)

listing_waits = Table(
    "listing_waits",
    metadata,
    Column("source", Text, primary_key=True),
    Column("listing_id", Uuid, primary_key=True),
    Column("body", JSONB, nullable=False),
    Column("tellers", ARRAY(Text), nullable=False),
    Column("told_at", TIMESTAMP(timezone=True), nullable=False),
    Column("refused_by", Text, nullable=False),
    Column("refused_at", TIMESTAMP(timezone=True)),
)
