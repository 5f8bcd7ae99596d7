"""Partner records as the strict model the door reads, at the time of the tests' clock."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from waymark_intake.partner.record import PartnerRecord

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def a_read(make: Callable[..., dict[str, Any]], **over: Any) -> PartnerRecord:
    """What `make` of partner_post builds, as the door reads it."""
    return PartnerRecord.model_validate_json(json.dumps(make(now=NOW, **over)), strict=True)
