"""What real police feeds got wrong, put into records on purpose, in the proportions that were counted.

Proportions: a dip sample of 118 automatic referrals in 2014, of which 28 could not be worked (domain.md section 9).
Each mistake says what must come of it: refused with the field named, or a flag a person sees. Pure and seeded.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

from waymark.words import QualityFlag

Record = dict[str, Any]
OF = 118


@dataclass(frozen=True, slots=True)
class Mistake:
    """One kind of fault: in how many of `OF` records, what it does to one, and what intake must make of it.

    `refused_at` is the field a refusal names ("" where the record travels on), `flag` the quality flag it travels with
    (None where it is refused). `is_repeat` sends the record twice.
    """

    name: str
    count: int
    spoil: Callable[[Record], None]
    refused_at: str = ""
    flag: QualityFlag | None = None
    is_repeat: bool = False


def _excluded_type(record: Record) -> None:
    """A business without anybody who wants help."""
    victim = record["victim"]
    for name in ("given_name", "family_name", "known_as"):
        victim.pop(name, None)
    victim["business"] = {"name": "Shop"}


def _as_it_is(_: Record) -> None:
    """Nothing is changed: the mistake is to send it again."""


def _not_asked(record: Record) -> None:
    """A rape, and nobody asked."""
    record |= {"offence_code": "019/08", "consent": {"position": "not_asked"}}
    record.pop("crime_category", None)


def _child(record: Record) -> None:
    """A child must be protected first."""
    record["victim"] |= {"age_years": 9}
    record["victim"].pop("date_of_birth", None)
    record["flags"] = ["child_at_risk"]


def _no_interpreter(record: Record) -> None:
    """Somebody who needs an interpreter, and no word in which language."""
    record["flags"] = ["interpreter"]
    record["victim"]["language"] = "en"


def _wrong_number(record: Record) -> None:
    """A number that cannot be one, in a case of domestic abuse."""
    record["flags"] = ["domestic_abuse"]
    record["victim"] |= {"mobile": "0000 000000"}
    for name in ("email", "landline"):
        record["victim"].pop(name, None)
    record["victim"]["address_lines"] = []
    record["safe_contact"] = {"mobile_safe": "yes"}


def _no_safe_number(record: Record) -> None:
    """Domestic abuse, and no way at all to reach the person."""
    record["flags"] = ["domestic_abuse"]
    for name in ("mobile", "email", "landline", "guardian"):
        record["victim"].pop(name, None)
    record["victim"]["address_lines"] = []
    record.pop("safe_contact", None)


def _unsafe(record: Record) -> None:
    """Domestic abuse, and each way to reach the person is unsafe."""
    record["flags"] = ["domestic_abuse"]
    record["victim"] |= {"mobile": "07700900111"}
    record["victim"].pop("guardian", None)
    record["safe_contact"] = {"mobile_safe": "no", "text_safe": "no", "email_safe": "no", "post_safe": "no"}


MISTAKES: tuple[Mistake, ...] = (
    Mistake("excluded type", 1, _excluded_type, refused_at="/victim/business/contact_name"),
    Mistake("duplicate", 5, _as_it_is, is_repeat=True),
    Mistake("sexual offence, nobody asked", 2, _not_asked, flag=QualityFlag.CONSENT_NOT_ASKED),
    Mistake("child protection first", 2, _child, flag=QualityFlag.CHILD_PROTECTION_FIRST),
    Mistake("access need", 1, _no_interpreter, flag=QualityFlag.INTERPRETER_LANGUAGE_MISSING),
    Mistake("wrong number", 2, _wrong_number, flag=QualityFlag.CONTACT_UNUSABLE),
    Mistake("no safe number", 1, _no_safe_number, flag=QualityFlag.CONTACT_MISSING),
    Mistake("unsafe to keep trying", 14, _unsafe, flag=QualityFlag.DO_NOT_CONTACT),
)


def drawn(random: Random) -> Mistake | None:
    """One of the mistakes in its proportion, or None: most records are clean."""
    clean = OF - sum(mistake.count for mistake in MISTAKES)
    choices: list[Mistake | None] = [None, *MISTAKES]
    return random.choices(choices, [clean, *(mistake.count for mistake in MISTAKES)])[0]


def spoilt(record: Record, mistake: Mistake) -> Record:
    """A copy of a police record with the mistake in it."""
    copy = deepcopy(record)
    mistake.spoil(copy)
    return copy
