"""Groups of personal data, and how much harm a field can do. Closed lists, no logic."""

from enum import StrEnum


class Group(StrEnum):
    """Which sealed group of personal data a field belongs to; the last two are never sealed."""

    IDENTITY = "identity"
    CONTACT = "contact"
    SAFE_CONTACT = "safe_contact"
    ADDRESS = "address"
    EQUALITY = "equality"
    INCIDENT = "incident"
    NARRATIVE = "narrative"
    RISK = "risk"
    HEALTH = "health"
    JUSTICE = "justice"
    FAMILY = "family"
    PROFESSIONALS = "professionals"
    SUSPECT = "suspect"
    FACTS = "facts"
    OPERATIONAL = "operational"


SEALED_GROUPS: tuple[Group, ...] = tuple(g for g in Group if g not in {Group.FACTS, Group.OPERATIONAL})


class Sensitivity(StrEnum):
    """How much harm a field can do in the wrong hands (domain.md section 9, canonical model)."""

    NONE = "none"
    BASIC = "basic"
    CONTACT = "contact"
    SPECIAL = "special"
    OFFENCE = "offence"
    THIRD_PARTY = "third_party"
    SAFETY = "safety"
