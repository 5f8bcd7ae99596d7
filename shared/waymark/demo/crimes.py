"""Reads the public street-level crime CSV of data.police.uk as it is; no people are in it and none are made here.

Source of the format: data.police.uk, columns as published in 2024. A row without Crime ID (anti-social behaviour) or
without a location is a crime like any other.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from waymark.errors import Fault, Kind, Refused
from waymark.words import CrimeCategory

_COLUMNS = ("Crime ID", "Month", "Reported by", "LSOA code", "LSOA name", "Crime type")
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
_CATEGORIES: dict[str, CrimeCategory] = {
    "Anti-social behaviour": CrimeCategory.ASB,
    "Bicycle theft": CrimeCategory.BICYCLE_THEFT,
    "Burglary": CrimeCategory.BURGLARY,
    "Criminal damage and arson": CrimeCategory.CRIMINAL_DAMAGE_ARSON,
    "Drugs": CrimeCategory.DRUGS,
    "Other theft": CrimeCategory.OTHER_THEFT,
    "Possession of weapons": CrimeCategory.WEAPONS,
    "Public order": CrimeCategory.PUBLIC_ORDER,
    "Robbery": CrimeCategory.ROBBERY,
    "Shoplifting": CrimeCategory.SHOPLIFTING,
    "Theft from the person": CrimeCategory.THEFT_FROM_PERSON,
    "Vehicle crime": CrimeCategory.VEHICLE_CRIME,
    "Violence and sexual offences": CrimeCategory.VIOLENT_CRIME,
    "Other crime": CrimeCategory.OTHER_CRIME,
}


@dataclass(frozen=True, slots=True)
class CrimeRow:
    """One recorded crime: `number` is its line in the file, `small_area` the LSOA name."""

    number: int
    crime_id: str
    month: str
    category: CrimeCategory
    small_area: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that is no crime, and why."""

    number: int
    reason: str


def read_crimes(path: Path) -> Iterator[CrimeRow | BadRow]:
    """Every line of the file, in order, in flat memory.

    Raises Refused (invalid) when it cannot be read, its columns are not those of the format or it is not UTF-8.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise Refused(
                    Kind.INVALID,
                    f"{path.name} is not a street-level crime file: no column {', '.join(missing)}",
                    code="wrong_columns",
                    faults=tuple(Fault(f"/{name}", "missing_column", "use the file as published") for name in missing),
                )
            for number, line in enumerate(reader, start=2):
                yield _row(number, line)
    except OSError as error:
        raise Refused(Kind.INVALID, f"{path.name} cannot be read: {error.strerror}", code="unreadable") from None
    except UnicodeDecodeError:
        raise Refused(Kind.INVALID, f"{path.name} is not UTF-8: save it as UTF-8", code="encoding") from None
    except csv.Error as error:
        raise Refused(Kind.INVALID, f"{path.name} is not a well-formed CSV file: {error}", code="csv") from None


def _row(number: int, line: dict[str, str | None]) -> CrimeRow | BadRow:
    category = _CATEGORIES.get((line["Crime type"] or "").strip())
    month = (line["Month"] or "").strip()
    if category is None:
        return BadRow(number, "unknown crime type")
    if not _MONTH.fullmatch(month):
        return BadRow(number, "month is not YYYY-MM")
    return CrimeRow(
        number=number,
        crime_id=(line["Crime ID"] or "").strip(),
        month=month,
        category=category,
        small_area=(line["LSOA name"] or "").strip(),
    )
