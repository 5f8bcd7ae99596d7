"""Persons for tests: no more groups than a test asks for."""

from datetime import date
from typing import Any

from waymark.contracts.person import Contact, Identity, Person, SafeContact
from waymark.words import Answer


def a_person(**groups: Any) -> Person:
    """Iris Example with a mobile that is safe."""
    given: dict[str, Any] = {
        "identity": Identity(given_name="Iris", family_name="Example", date_of_birth=date(1990, 6, 15)),
        "contact": Contact(mobile="07700 900123"),
        "safe_contact": SafeContact(mobile_safe=Answer.YES, text_safe=Answer.YES),
    }
    return Person(**(given | groups))
