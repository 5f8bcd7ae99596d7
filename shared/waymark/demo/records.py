"""Makes the police record of a recorded crime: a synthetic victim, an offence drawn by the mix, what was said.

Seeded and pure: the same seed and row give the same record. The place of the crime comes from the file.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from waymark.demo import mix
from waymark.demo.crimes import CrimeRow
from waymark.demo.people import ADULTS, CHILDREN, Canaries, a_victim, around, safe_contact, worker
from waymark.reference.districts import district_of_small_area
from waymark.words import CrimeCategory, Flag, Position

_CHILD_CODES = {"019/07", "020/06", "011/03"}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A crime that is not sent, and why."""

    row: CrimeRow
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A record ready to be sent: `key` is its idempotency key, one per row of the file, not per Crime ID."""

    row: CrimeRow
    key: str
    record: dict[str, Any]


class RecordMaker:
    """Makes records for one replay."""

    def __init__(self, seed: str, run: str) -> None:
        self._seed = seed
        self._run = run
        self.canaries = Canaries(seed)

    def make(self, row: CrimeRow, reported_at: datetime) -> Draft | Skipped:
        """The record of one row, reported at `reported_at`."""
        random = Random(f"{self._seed}/{row.number}/{row.month}")
        business = row.category is CrimeCategory.SHOPLIFTING and random.randrange(100) < mix.BUSINESS_ASKS_PERCENT
        if row.category in mix.NO_PERSONAL_VICTIM and not business:
            return Skipped(row, mix.NO_PERSONAL_VICTIM[row.category])
        code, flags = ("046/00", (Flag.BUSINESS,)) if business else _offence(row.category, random)
        if Flag.BUSINESS in flags and not business and random.randrange(100) >= mix.BUSINESS_ASKS_PERCENT:
            return Skipped(row, "business victim, no named contact asked for support")
        record = self._record(row, reported_at, random, code=code, flags=flags)
        return Draft(row, f"{self._run}-{row.month}-{row.number}", record)

    def _record(
        self, row: CrimeRow, reported_at: datetime, random: Random, *, code: str, flags: tuple[Flag, ...]
    ) -> dict[str, Any]:
        token = self.canaries.tokens(row.number)
        child = code in _CHILD_CODES or (Flag.BUSINESS not in flags and random.random() < 0.08)
        ages = CHILDREN if child else ADULTS
        victim = a_victim(row.number, random, self.canaries, today=reported_at.date(), ages=ages)
        home = district_of_small_area(row.small_area)
        if home is not None:
            victim["home_district"] = home.code
        if Flag.BUSINESS in flags:
            victim["business"] = {"name": f"Shop {token['place']}", "contact_name": victim["given_name"]}
        record: dict[str, Any] = {
            "reported_at": reported_at.isoformat(),
            "crime_category": row.category.value,
            "flags": [flag.value for flag in flags],
            "victim": victim,
            "safe_contact": safe_contact(victim, random, token),
            "consent": _consent(code, flags, random, reported_at),
            "place": f"On or near {token['place']}",
            "officer": worker(token),
            **around(token),
        }
        if code:
            record["offence_code"] = code
        if home is not None:
            record["crime_district"] = home.code
        if row.crime_id:
            record["force_reference"] = f"{row.crime_id[:12]}-{token['reference']}"
        return record


def _offence(category: CrimeCategory, random: Random) -> tuple[str, tuple[Flag, ...]]:
    choices = mix.OFFENCES.get(category)
    if not choices:
        return "", ()
    code, flags, _ = random.choices(choices, [weight for *_, weight in choices])[0]
    return code, flags


def _consent(code: str, flags: tuple[Flag, ...], random: Random, reported_at: datetime) -> dict[str, Any]:
    sensitive = code.startswith(mix.SENSITIVE_PREFIXES) or Flag.DOMESTIC_ABUSE in flags
    weights = mix.CONSENT_SENSITIVE if sensitive else mix.CONSENT_ORDINARY
    position = random.choices([p for p, _ in weights], [weight for _, weight in weights])[0]
    told: dict[str, Any] = {"position": position.value}
    if position in {Position.GIVEN, Position.REFUSED}:
        told |= {
            "explicit": sensitive or position is Position.REFUSED,
            "given_by": "self",
            "how": "spoken",
            "wording": "demo-1",
            "asked_at": (reported_at + timedelta(minutes=5)).isoformat(),
        }
    return told
