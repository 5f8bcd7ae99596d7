"""Traces: keyed hashes of combined fields under which a person is found again, though one field or another is wrong.

HMAC-SHA256 under the match key, which is not the key that encrypts the records; its first eight bytes as a signed
number. No trace stands for one name alone: its frequency would tell whose it is. Not here: comparing who was found.
"""

import hmac
from collections.abc import Iterator

import jellyfish

from waymark_intake.repeat.nickname import surest_name
from waymark_intake.repeat.plain import PlainPerson

_BYTES = 8


def traces_of(person: PlainPerson, key: bytes) -> tuple[int, ...]:
    """The person's traces, each once, in order; none for somebody of whom nothing combines."""
    return tuple(sorted({_hashed(key, kind, value) for kind, value in _combined(person)}))


def _hashed(key: bytes, kind: str, value: str) -> int:
    digest = hmac.digest(key, f"{kind}|{value}".encode(), "sha256")
    return int.from_bytes(digest[:_BYTES], "big", signed=True)


def _combined(person: PlainPerson) -> Iterator[tuple[str, str]]:
    born, postcode = person.born_on, person.postcode
    given = sound_of(surest_name(person.given)) if person.given else ""
    family = sound_of(person.family) if person.family else ""
    if born and not person.is_born_weak:
        yield "born", born.isoformat()
    if given and family:
        yield "names", " ".join(sorted((given, family)))
    if family and postcode:
        yield "family_postcode", f"{family} {postcode}"
    if given and postcode:
        yield "given_postcode", f"{given} {postcode}"
    if person.house and person.street:
        yield "home", f"{person.house} {person.street}"
    if born and family:
        yield "year_family", f"{born.year} {_fine_sound_of(person.family)}"
    if born and given and not person.is_born_weak:
        yield "day_given", f"{born.month}-{born.day} {given}"
    yield from (("phone", phone) for phone in person.phones)
    yield from (("email", email) for email in person.emails)


def sound_of(name: str) -> str:
    """Soundex of a folded name; the name itself where it is not in Latin letters."""
    return jellyfish.soundex(name) if name.isascii() else name


def _fine_sound_of(name: str) -> str:
    return jellyfish.metaphone(name) if name.isascii() else name
