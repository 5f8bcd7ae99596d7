"""What a person says and what is known about reaching them. Closed lists, no logic."""

from enum import StrEnum


class Position(StrEnum):
    """Where the person stands on sharing (domain.md 6.2)."""

    NOT_ASKED = "not_asked"
    UNABLE_TO_ASK = "unable_to_ask"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    """A tri-state that says why it is unknown."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"


class Contactable(StrEnum):
    """Whether some channel to the person is safe (domain.md section 4)."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MISSING = "missing"
