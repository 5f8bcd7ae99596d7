"""Districts: ONS local-authority codes and names of England and Wales, current and former. Not here: postcodes.

Facts from the ONS Open Geography Portal (Open Government Licence v3.0). A former district names the one that took
its place, so that an old record still finds its way; codes of Scotland (S...) and Northern Ireland (N...) are taken
as they are, because people move across that border too.
"""

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

_BEYOND = re.compile(r"^(S12|N09)\d{6}$")
_SMALL_AREA = re.compile(r"\s+\d{3}[A-Z]$")


@dataclass(frozen=True, slots=True)
class District:
    """One local authority: `now` is its own code, or the code of the district that took its place.

    `valid_to` is a former one's last day; None for a current one, and where the day is not known to us.
    """

    code: str
    name: str
    nation: str
    now: str
    valid_to: date | None

    @property
    def is_current(self) -> bool:
        """Whether it still exists under this code."""
        return self.code == self.now


@cache
def districts() -> dict[str, District]:
    """Every known district, current and former, by code."""
    text = files(__package__).joinpath("districts.csv").read_text(encoding="utf-8")
    return {row["code"]: _read(row) for row in csv.DictReader(text.splitlines())}


def _read(row: dict[str, str]) -> District:
    ended = row["valid_to"]
    return District(row["code"], row["name"], row["nation"], row["now"], date.fromisoformat(ended) if ended else None)


@cache
def _by_name() -> dict[str, District]:
    former_first = sorted(districts().values(), key=lambda district: district.is_current)
    return {district.name.casefold(): district for district in former_first}


def current_code(code: str) -> str | None:
    """The code in force for `code`: itself, its successor's, or None where there is no such district."""
    if district := districts().get(code):
        return district.now
    return code if _BEYOND.match(code) else None


def district_named(name: str) -> District | None:
    """The district of that name, the current one where a former one shares it; capitals do not matter."""
    found = _by_name().get(name.strip().casefold())
    return districts().get(found.now) if found else None


def district_of_small_area(lsoa_name: str) -> District | None:
    """The district a census small area lies in, from the area's name ("Rugby 004A"); None where it is unknown."""
    return district_named(_SMALL_AREA.sub("", lsoa_name.strip()))


def in_county(code: str | None, county: Collection[str]) -> bool:
    """Whether the district `code` is, or became, one of the county's districts; False where it is not known."""
    return code is not None and current_code(code) in county
