"""What is compared of a person as bytes to be encrypted, and the keys of matching.

Not here: encrypting (sealing is the door's, opening the action's), and keeping it (store.py).
"""

import hmac
from dataclasses import dataclass
from datetime import date

from waymark_intake.repeat.plain import PlainPerson

_FIELD, _VALUE = "\x1f", "\x1e"


@dataclass(frozen=True, slots=True, repr=False)
class MatchKeys:
    """The keys of matching: of traces, and of records; neither is the other. `record_key_id` names the latter."""

    trace_key: bytes
    record_key: bytes
    record_key_id: int


def key_id_of(record_key: bytes) -> int:
    """A number that names the key and tells nothing of it."""
    return int.from_bytes(hmac.digest(record_key, b"name of this key", "sha256")[:4], "big", signed=True)


def place_of(referral_id: object) -> str:
    """Where a sealed record belongs: it opens nowhere else."""
    return f"match record {referral_id}"


def written(person: PlainPerson) -> bytes:
    """The person as bytes. No value has a control character: plain_person leaves them out."""
    born = person.born_on.isoformat() if person.born_on else ""
    fields = (
        person.given,
        person.family,
        _VALUE.join(person.family_parts),
        born,
        person.house,
        person.street,
        person.postcode,
        _VALUE.join(person.phones),
        _VALUE.join(person.emails),
    )
    return _FIELD.join(fields).encode()


def read(raw: bytes) -> PlainPerson:
    """The person written as these bytes; raises ValueError where they are none."""
    given, family, parts, born, house, street, postcode, phones, emails = raw.decode().split(_FIELD)
    born_on = date.fromisoformat(born) if born else None
    return PlainPerson(
        given=given,
        family=family,
        family_parts=_several(parts),
        born_on=born_on,
        is_born_weak=born_on is not None and (born_on.month, born_on.day) == (1, 1),
        house=house,
        street=street,
        postcode=postcode,
        phones=_several(phones),
        emails=_several(emails),
    )


def _several(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(_VALUE)) if joined else ()
