"""A service of the directory, as it is written in a county file."""

from datetime import date

from waymark_router.providers.provider import DirectoryService


def a_service(**over: object) -> DirectoryService:
    """A general service for everybody, open."""
    usual: dict[str, object] = {
        "id": "harbour-recovery",
        "name": "Harbour Victim Care, recovery",
        "agency": "harbour-victim-care",
        "pathway": "victim_recovery",
        "respond_within": [{"valid_from": date(2023, 4, 1), "urgent": 24, "high": 48, "standard": 72}],
    }
    return DirectoryService.model_validate(usual | over)
