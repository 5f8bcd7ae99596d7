"""Marks on fields: which sealed group a field belongs to and how sensitive it is.

Every field of every contract carries one; `tests/contracts` fails the build on an unmarked field. Redaction for
logs and traces reads the marks. What is not here: sealing itself (`waymark.cipher`).
"""

from dataclasses import dataclass

from pydantic import BaseModel

from waymark.words import Group, Sensitivity


@dataclass(frozen=True, slots=True)
class Mark:
    """Group and sensitivity class of one field."""

    group: Group
    sensitivity: Sensitivity


OPERATIONAL = Mark(Group.OPERATIONAL, Sensitivity.NONE)
FACT = Mark(Group.FACTS, Sensitivity.BASIC)
OFFENCE_FACT = Mark(Group.FACTS, Sensitivity.OFFENCE)
SAFETY_FACT = Mark(Group.FACTS, Sensitivity.SAFETY)
SPECIAL_FACT = Mark(Group.FACTS, Sensitivity.SPECIAL)


def mark_of(model: type[BaseModel], field: str) -> Mark | None:
    """The mark of `field` in `model`, or None where somebody forgot it."""
    for extra in model.model_fields[field].metadata:
        if isinstance(extra, Mark):
            return extra
    return None


def is_personal(mark: Mark) -> bool:
    """Whether a field so marked may never appear readable outside the vault."""
    return mark.group not in {Group.FACTS, Group.OPERATIONAL}
