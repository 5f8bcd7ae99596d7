"""Why somebody at the triage desk chose a service by hand: the closed list of reasons, and each in words.

Not here: what the desk may choose (`triage/shortlist.py`), what a decision makes of it (`support.py`).
"""

from collections.abc import Mapping
from enum import StrEnum


class AssignReason(StrEnum):
    """Why the desk chose a service."""

    PROVIDER_AGREED = "provider_agreed"
    PERSON_ASKED = "person_asked"
    SPECIALIST = "specialist"
    LANGUAGE_OR_CULTURE = "language_or_culture"
    NEARER = "nearer"
    SOONER = "sooner"
    NOBODY_ELSE = "nobody_else"


ASSIGN_WORDS: Mapping[AssignReason, str] = {
    AssignReason.PROVIDER_AGREED: "It agreed to take this person",
    AssignReason.PERSON_ASKED: "The person asked for it",
    AssignReason.SPECIALIST: "It knows this kind of harm best",
    AssignReason.LANGUAGE_OR_CULTURE: "It speaks the person's language or knows their community",
    AssignReason.NEARER: "It is nearer",
    AssignReason.SOONER: "It can start sooner",
    AssignReason.NOBODY_ELSE: "Nobody else can",
}
