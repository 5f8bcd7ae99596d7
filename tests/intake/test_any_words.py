"""Whatever words and numbers a record of the right shape holds, it becomes a referral or a refusal, and tells nothing.

Beside the examples of the other tests: texts of any script, marks that turn the line, emoji, ages that contradict.
"""

import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from tests.builders.partner_post import a_youth_justice_referral
from tests.builders.partner_record import a_read
from tests.builders.police_record import a_police_body
from tests.intake.police.test_canonical import NOW
from waymark.errors import Refused
from waymark.words import Answer, SenderClass
from waymark_intake.partner import canonical as partner
from waymark_intake.police import canonical as police
from waymark_intake.police.record import PoliceRecord
from waymark_intake.records.age import whole_years
from waymark_intake.records.record import Subject
from waymark_intake.records.subject import age_on
from waymark_intake.referral import Canonical
from waymark_intake.working_day import bank_holidays

DAY = date(2026, 11, 23)
DAYS_OFF = bank_holidays()
ODD = "\u202e\u200b\u2066\ufeff\u0301😀=+-@'\"<>&\\ \u0667ß"
WORDS = some.text(some.characters(exclude_categories=["Cs", "Cc"]) | some.sampled_from(ODD), max_size=60)
ANSWERS = some.sampled_from(list(Answer))
YEARS = some.none() | some.integers(0, 129)
SUBJECTS = some.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("given_name", "family_name", "known_as", "sex", "mobile", "landline", "email"), WORDS),
        "aliases": some.lists(WORDS, max_size=3),
        "address_lines": some.lists(WORDS, max_size=3),
        "postcode": some.text("ABCVXZ 0123456789", max_size=12),
        "no_fixed_address": ANSWERS,
        "date_of_birth": some.dates().map(date.isoformat),
        "age_years": YEARS,
        "age_is_estimate": some.booleans(),
        "age_from": YEARS,
        "age_to": YEARS,
        "birth_year": some.none() | some.integers(1900, 2199),
        "birth_month": some.none() | some.integers(1, 12),
        "due_on": some.none() | some.dates().map(date.isoformat),
        "guardian": some.fixed_dictionaries({"name": WORDS, "contact": WORDS, "safe_to_inform": ANSWERS}),
        "equality": some.fixed_dictionaries({"ethnicity": WORDS, "nationality": WORDS, "ethnicity_seen": WORDS}),
    },
)
SAFE = some.fixed_dictionaries({}, optional=dict.fromkeys(("mobile_safe", "post_safe", "phone_shared"), ANSWERS))


def _written(canonical: Canonical) -> None:
    """What a referral is told and sealed as; it must be writable, and its facts hold no word of the person."""
    canonical.person.model_dump_json().encode()
    facts = canonical.facts.model_dump(mode="json")
    texts = [value for value in facts.values() if isinstance(value, str)]
    assert all(text.isascii() and len(text) <= 20 for text in texts)


@given(subject=SUBJECTS, safe=SAFE, account=WORDS)
def test_any_police_record_becomes_a_referral_or_a_refusal(
    subject: dict[str, Any], safe: dict[str, Any], account: str
) -> None:
    body = a_police_body(victim=subject, safe_contact=safe, account=account)
    record = PoliceRecord.model_validate_json(json.dumps(body), strict=True)
    try:
        _written(police.normalise(record, received_at=NOW, days_off=DAYS_OFF))
    except Refused as refusal:
        assert refusal.faults
        assert {fault.pointer.split("/")[1] for fault in refusal.faults} == {"victim"}


@given(subject=SUBJECTS, safe=SAFE, account=WORDS)
def test_any_partner_record_becomes_a_referral_or_a_refusal(
    subject: dict[str, Any], safe: dict[str, Any], account: str
) -> None:
    record = a_read(a_youth_justice_referral, person=subject, safe_contact=safe, account=account)
    try:
        _written(partner.normalise(record, source=SenderClass.YOUTH_JUSTICE, received_at=NOW))
    except Refused as refusal:
        assert refusal.faults


@given(some.text(max_size=40), some.sampled_from(["given_name", "mobile", "postcode", "email"]))
def test_a_text_that_is_none_is_refused_by_shape_and_never_breaks_the_reader(text: str, field: str) -> None:
    body = json.dumps({field: text}).encode()
    try:
        subject = Subject.model_validate_json(body, strict=True)
    except ValidationError as refusal:
        assert [fault["loc"][0] for fault in refusal.errors(include_input=False)] in ([field], [])
    else:
        getattr(subject, field).encode()


@given(
    born_on=some.dates(date(1930, 1, 1), DAY),
    knows=some.sampled_from(["date", "year", "month", "band", "years"]),
    below=some.integers(0, 4),
    above=some.integers(0, 4),
)
def test_no_child_counts_as_an_adult_however_little_is_known_of_the_birth(
    born_on: date, knows: str, below: int, above: int
) -> None:
    true = whole_years(born_on, DAY)
    said: dict[str, dict[str, Any]] = {
        "date": {"date_of_birth": born_on},
        "year": {"birth_year": born_on.year},
        "month": {"birth_year": born_on.year, "birth_month": born_on.month},
        "band": {"age_from": max(0, true - below), "age_to": true + above},
        "years": {"age_years": true},
    }
    age = age_on(Subject(**said[knows]), DAY)
    assert age.child is not (Answer.NO if true < 18 else Answer.YES)
    assert age.years is None or age.years <= true
