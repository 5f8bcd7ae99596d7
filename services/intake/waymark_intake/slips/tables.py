"""Table of slips: hashes, codes and times. Rows are divided by the agency that made the slip (row-level security)."""

from sqlalchemy import Boolean, Column, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

metadata = MetaData()
_TIME = TIMESTAMP(timezone=True)

slips = Table(
    "slips",
    metadata,
    Column("slip_id", UUID(as_uuid=True), primary_key=True),
    Column("code_hash", LargeBinary, nullable=False),
    Column("agency", Text, nullable=False),
    Column("offence_class", Text),
    Column("district", Text),
    Column("made_at", _TIME, nullable=False),
    Column("expires_at", _TIME, nullable=False),
    Column("used_at", _TIME),
    Column("used_by", UUID(as_uuid=True)),
    Column("told", Boolean, nullable=False),
)
