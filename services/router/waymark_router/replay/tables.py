"""The table of runs of the replay; the migrations create it."""

from sqlalchemy import ARRAY, BigInteger, Column, Identity, Integer, MetaData, Table, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP

metadata = MetaData()

_TIME = TIMESTAMP(timezone=True)

replays = Table(
    "replays",
    metadata,
    Column("replay_id", BigInteger, Identity(always=True), primary_key=True),
    Column("started_at", _TIME, nullable=False),
    Column("ended_at", _TIME),
    Column("replayed", Integer, nullable=False),
    Column("earlier", Integer, nullable=False),
    Column("differences", Integer, nullable=False),
    Column("differing", ARRAY(Uuid), nullable=False),
)
