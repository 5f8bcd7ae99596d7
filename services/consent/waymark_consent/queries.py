"""What consent's doors may ask for: agreements, whole."""

from waymark.db import Reader
from waymark_consent.agreement import Agreement, Standing, day_in_county
from waymark_consent.store import list_agreements


async def agreements_with_standing(reader: Reader) -> list[tuple[Agreement, Standing]]:
    """Every version of every agreement, and where each stands today."""
    today = day_in_county(reader.now)
    return [(agreement, agreement.standing(today)) for agreement in await list_agreements(reader)]
