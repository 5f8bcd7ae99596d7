"""Types for binds of whole batches: every value is an array with one element per row. Not here: any statement."""

from sqlalchemy import ARRAY, Boolean, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

UUIDS = ARRAY(UUID(as_uuid=True))
TEXTS = ARRAY(Text())
BYTES = ARRAY(LargeBinary())
TIMES = ARRAY(TIMESTAMP(timezone=True))
BOOLS = ARRAY(Boolean())
INTEGERS = ARRAY(Integer())
