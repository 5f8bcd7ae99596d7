"""Coded lists of the field: which code stands for which words, and from when until when. Not here: rules.

Ethnicity is two lists that never mix: what a person says (the 18+1 codes of police records since the 2011 census, with
one code of 2001 before them; the 19 groups of the 2021 census) and what an officer sees (IC codes). Nationalities are
those of the National Referral Mechanism's form, by ISO 3166 code. Religion, orientation, gender identity and
impairments are the answers of the census and of the harmonised standards. Facts under the Open Government Licence
v3.0 and, for the form's nationalities, MIT; the words are ours where a short one does.
"""

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import groupby

from babel import Locale


class CodeList(StrEnum):
    """Which list."""

    ETHNICITY = "ethnicity"
    ETHNICITY_CENSUS = "ethnicity_census"
    ETHNICITY_SEEN = "ethnicity_seen"
    NATIONALITY = "nationality"
    RELIGION = "religion"
    SEXUAL_ORIENTATION = "sexual_orientation"
    GENDER_IDENTITY = "gender_identity"
    IMPAIRMENT = "impairment"
    POLICE_FORCE = "police_force"
    FIRST_RESPONDER = "first_responder"


@dataclass(frozen=True, slots=True)
class Coded:
    """One code with its words; `also` are other spellings of them. An open end of its time is None."""

    code: str
    words: str
    also: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether new records should use it on `day`; an old code is still read."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


# Codes that are also how people write "not applicable" and "no": they name no country here.
_STAND_INS = frozenset({"NA", "NO"})


@cache
def code_lists() -> dict[CodeList, tuple[Coded, ...]]:
    """Every list, in its own order."""
    text = files(__package__).joinpath("lists.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {CodeList(name): tuple(map(_read, of_list)) for name, of_list in groupby(rows, key=lambda row: row["list"])}


def _read(row: dict[str, str]) -> Coded:
    return Coded(
        code=row["code"],
        words=row["words"],
        also=tuple(filter(None, row["also"].split("|"))),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _by_code(name: CodeList) -> dict[str, str]:
    return {one.code: one.words for one in code_lists()[name] if one.code not in _STAND_INS}


@cache
def _by_spelling(name: CodeList) -> dict[str, str]:
    countries = Locale("en").territories if name is CodeList.NATIONALITY else {}
    found = {str(countries[one.code]): one.words for one in code_lists()[name] if one.code in countries}
    found |= {spelling: one.words for one in code_lists()[name] for spelling in (one.words, *one.also)}
    return {_plain(spelling): words for spelling, words in found.items()}


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


def words_of(name: CodeList, text: str) -> str | None:
    """The words a text of a record stands for: a code exactly as listed, or words whatever their capitals and marks.

    A country's English name counts as its nationality. None where the text is of no such list.
    """
    return _by_code(name).get(text.strip()) or _by_spelling(name).get(_plain(text))
