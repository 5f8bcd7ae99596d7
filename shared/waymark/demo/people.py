"""Synthetic people, seeded, with a canary token in every personal field: whoever finds one knows where it leaked.

Nobody here is real: names are drawn from a short list, numbers from Ofcom's range for drama, addresses are invented.
The record's shape is the police API's; nothing here imports a service.
"""

import base64
import hashlib
from datetime import date, timedelta
from random import Random
from typing import Any

_GIVEN = ("Ada", "Bilal", "Carys", "Dev", "Elsa", "Femi", "Grace", "Hamza", "Iwona", "Jo", "Kofi", "Lena", "Mo", "Nia")
_FAMILY = ("Ashe", "Birch", "Cedar", "Dale", "Elder", "Fern", "Gorse", "Heath", "Ivy", "Juniper", "Kale", "Linden")
_LANGUAGES = (("en", 90), ("pl", 4), ("pa", 2), ("ro", 2), ("gu", 1), ("ur", 1))
_CHANNELS = (("mobile", 70), ("email", 12), ("both", 12), ("unsafe", 4), ("none", 2))


class Canaries:
    """Unguessable tokens, one per person and field, made from a secret seed so that a scan can make them again."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()

    def token(self, person: int, field: str) -> str:
        """The token of one field of one person: 13 letters that occur nowhere by chance."""
        digest = hashlib.blake2b(f"{person}/{field}".encode(), key=self._seed[:64], digest_size=8).digest()
        return "zq" + base64.b32encode(digest).decode().rstrip("=").lower()[:11]

    def digits(self, person: int, field: str) -> str:
        """The token of a field that holds digits only: 12 digits."""
        digest = hashlib.blake2b(f"{person}/{field}".encode(), key=self._seed[:64], digest_size=8).digest()
        return f"{int.from_bytes(digest, 'big') % 10**12:012d}"

    def tokens(self, person: int) -> dict[str, str]:
        """Every token of one person, by field."""
        words = {field: self.token(person, field) for field in WORD_FIELDS}
        return words | {field: self.digits(person, field) for field in ("mobile",)}


WORD_FIELDS = (
    "given_name",
    "family_name",
    "known_as",
    "email",
    "address",
    "account",
    "risk",
    "place",
    "reference",
    "code_word",
    "instructions",
    "health",
    "justice",
    "guardian",
    "guardian_contact",
    "ethnicity",
    "nationality",
    "worker",
    "worker_contact",
    "suspect",
    "relation",
)
ADULTS = (18, 92)
CHILDREN = (6, 17)


def a_victim(number: int, random: Random, canaries: Canaries, *, today: date, ages: tuple[int, int]) -> dict[str, Any]:
    """The person's part of a record, of an age within `ages` (whole years); about one in ten has no date of birth."""
    token = canaries.tokens(number)
    born = _born(random.randint(*ages), today, random)
    victim: dict[str, Any] = {
        "given_name": f"{random.choice(_GIVEN)} {token['given_name']}",
        "family_name": f"{random.choice(_FAMILY)} {token['family_name']}",
        "address_lines": [f"{random.randint(1, 99)} {token['address']} Street"],
        "language": random.choices([code for code, _ in _LANGUAGES], [weight for _, weight in _LANGUAGES])[0],
        "sex": random.choice(("female", "female", "male")),
    }
    if random.random() < 0.9:
        victim["date_of_birth"] = born.isoformat()
    channel = random.choices([name for name, _ in _CHANNELS], [weight for _, weight in _CHANNELS])[0]
    if channel in {"mobile", "both", "unsafe"}:
        victim["mobile"] = f"07700900{random.randint(100, 999)} ext {token['mobile']}"
    if channel in {"email", "both"}:
        victim["email"] = f"{token['email']}@people.example"
    return victim | _more(token, random, child=ages[1] <= CHILDREN[1])


def _born(years: int, today: date, random: Random) -> date:
    """A birthday that makes the person `years` old today: between one day and a year less a day past it."""
    last_birthday = today - timedelta(days=random.randint(1, 360))
    day = min(last_birthday.day, 28)
    return date(last_birthday.year - years, last_birthday.month, day)


def _more(token: dict[str, str], random: Random, *, child: bool) -> dict[str, Any]:
    """What only some records have: other names, health needs, equality, and a child's guardian."""
    found: dict[str, Any] = {}
    if random.random() < 0.2:
        found["known_as"] = token["known_as"]
    if random.random() < 0.2:
        found["health_needs"] = f"Synthetic need {token['health']}."
    if random.random() < 0.3:
        found["equality"] = {"ethnicity": token["ethnicity"], "nationality": token["nationality"]}
    if child and random.random() < 0.7:
        found["guardian"] = {
            "name": f"Guardian {token['guardian']}",
            "contact": f"{token['guardian_contact']}@people.example",
            "safe_to_inform": random.choice(("yes", "no", "not_known")),
        }
    return found


def around(token: dict[str, str]) -> dict[str, Any]:
    """The words of a record about what happened and who is concerned, each with its token."""
    return {
        "account": f"Synthetic account {token['account']}.",
        "risk_summary": f"Synthetic risk {token['risk']}.",
        "justice_notes": f"Synthetic note {token['justice']}.",
        "suspect": {"name": f"Suspect {token['suspect']}", "relation": f"Relation {token['relation']}"},
    }


def worker(token: dict[str, str]) -> dict[str, str]:
    """The officer or worker who knows the person."""
    return {"name": f"Worker {token['worker']}", "contact": f"{token['worker_contact']}@agency.example"}


def safe_contact(victim: dict[str, Any], random: Random, token: dict[str, str]) -> dict[str, Any]:
    """The safe-contact part that fits a person's channels: about one in twenty has none that is safe."""
    if "mobile" in victim and "email" not in victim and random.random() < 0.05:
        return {"mobile_safe": "no", "text_safe": "no"}
    told: dict[str, Any] = {"code_word": token["code_word"], "times": "weekdays after 10"}
    if random.random() < 0.2:
        told["instructions"] = f"Ask for {token['instructions']}"
    if "mobile" in victim:
        told |= {"mobile_safe": "yes", "text_safe": random.choice(("yes", "not_asked"))}
    if "email" in victim:
        told |= {"email_safe": "yes"}
    return told
