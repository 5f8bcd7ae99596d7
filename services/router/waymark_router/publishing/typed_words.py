"""Words that people type about rules: why one is there, why they change. Not too many, and none about a person.

Routing keeps no readable personal data (design.md 3): numbers, addresses and days of birth are refused, said by their
kind and never repeated. Names cannot be told from other words: the page asks for none, and the approver reads. Not
here: contacts of services, which belong into the directory.
"""

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

from waymark.errors import Fault, Kind, Refused
from waymark_router.publishing.written import Written, rows_of
from waymark_router.refusal import wrong
from waymark_router.rules.rule import TableName, says_something

MOST_WORDS = 2_000  # characters
_LEAST_DIGITS = 9  # of a national number; a week, an age, a year and an offence code are shorter
_EMAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]{2}")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
_DAY = r"[0-9]{1,4}(?:st|nd|rd|th)?[-./ ](?:[0-9]{1,2}\b|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_BIRTH = re.compile(rf"\b(?:born|dob|d\.o\.b|date of birth|birthday)\b[^;\n]{{0,20}}?{_DAY}", re.IGNORECASE)


def words_given(words: str, name: str, fix: str) -> str:
    """Words somebody typed, without space around them.

    Raises Refused (INVALID) where there are none or too many, or where something in them points to a person.
    """
    given = words.strip()
    if not says_something(given):
        raise _unfit(name, "missing", fix)
    if unfit := _unfit_for(given):
        raise _unfit(name, *unfit)
    return given


def refuse_typed(before: Written, after: Written) -> None:
    """Raise Refused (INVALID) for the first new or changed row whose reason is too long or points to a person."""
    kept = {row["why"] for table in TableName for row in rows_of(before, table)}
    for row in (row for table in TableName for row in rows_of(after, table)):
        if row["why"] not in kept and (unfit := _unfit_for(row["why"])):
            code, fix = unfit
            raise wrong(f"row {row['id']}, why", f"why_{code}", fix)


def telltale(words: str) -> str:
    """What kind of thing in these words points to one person; empty where nothing does."""
    return next(_found(words), "")


def _unfit_for(words: str) -> tuple[str, str] | None:
    if len(words) > MOST_WORDS:
        return "too_long", f"say it in at most {MOST_WORDS} characters"
    kind = telltale(words)
    fix = f"take out the {kind}: nothing here may point to a person, and contacts of services are in the directory"
    return ("telltale", fix) if kind else None


def _unfit(name: str, code: str, fix: str) -> Refused:
    return Refused(Kind.INVALID, f"{fix[0].upper()}{fix[1:]}", code=code, faults=(Fault(f"/{name}", code, fix),))


def _found(words: str) -> Iterator[str]:
    if _EMAIL.search(words):
        yield "e-mail address"
    if _BIRTH.search(words):
        yield "date of birth"
    if _POSTCODE.search(words):
        yield "postcode"
    for match in PhoneNumberMatcher(words, "GB", leniency=Leniency.POSSIBLE):
        if len(str(match.number.national_number)) >= _LEAST_DIGITS:
            yield "telephone or NHS number"
