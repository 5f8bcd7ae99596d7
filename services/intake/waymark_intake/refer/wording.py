"""The texts in which a referrer asks a person about sharing: each has a name that the record keeps.

A text that was once used never changes; a better one gets the next number. Not here: the public form's wording.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Asked:
    """One wording, from `valid_from` until the next of the same name: to be read aloud."""

    wording: str
    valid_from: date
    words: tuple[str, ...]


ASKED: tuple[Asked, ...] = (
    Asked(
        "refer/1",
        date(2026, 11, 1),
        (
            "I would like to pass your details to services that can support you.",
            "They would learn your name, how to reach you safely, and what you told me about what you need.",
            "Nobody else is told because of this. Support is independent of the police.",
            "If a child may be in danger, the people who protect children must be told, whatever you say.",
            "You may say no, or yes to some help only, and you may change your mind at any time.",
            "May I pass your details on?",
        ),
    ),
)


ASSISTED: tuple[Asked, ...] = (
    Asked(
        "assisted/1",
        date(2026, 11, 1),
        (
            "We fill this in together. What you say goes only where you say yes to, one kind of help at a time.",
            "A service you say yes to learns your name, how to reach you safely, and what we wrote down here.",
            "Nobody else is told because of this. Support is independent of the police.",
            "If a child may be in danger, the people who protect children must be told, whatever you say.",
            "You may stop now, and you may change your mind at any time.",
            "I now ask about each kind of help: may they know?",
        ),
    ),
)


def asked_on(day: date, *, together: bool = False) -> Asked:
    """The wording in force on a day, to ask beforehand or while filling in together; the first for days before all."""
    wordings = ASSISTED if together else ASKED
    rows = [one for one in wordings if one.valid_from <= day]
    return rows[-1] if rows else wordings[0]
