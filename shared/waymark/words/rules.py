"""How a version of the rules came to be published. A closed list, no logic."""

from enum import StrEnum


class PublicationKind(StrEnum):
    """Why there is a version: a change two people stand for, one gone back to, the emergency switch and its end.

    The first version of all is a county file's.
    """

    COUNTY_FILE = "county_file"
    CHANGE = "change"
    ROLLBACK = "rollback"
    EMERGENCY = "emergency"
    EMERGENCY_ENDED = "emergency_ended"
