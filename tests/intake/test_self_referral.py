"""From the form's answers to the canonical referral: what was ticked, who is a child, and what was agreed to."""

from datetime import UTC, datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from waymark.words import Answer, Contactable, Flag, Need, OffenceClass, Position, QualityFlag, SenderClass
from waymark_intake.referral import Canonical
from waymark_intake.self_answers import Answers, asked_help
from waymark_intake.self_referral import has_safe_way, normalise, person_of, short_reference
from waymark_intake.self_situation import BY_CODE, GENERAL_NEEDS, HelpKind

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ALL_HELP = tuple(HelpKind)


def _canonical(**over: Any) -> Canonical:
    answers: dict[str, Any] = {
        "situations": ("hurt",),
        "age_group": "adult",
        "area": "E07000220",
        "phone": "07700 900123",
        "call_safe": "yes",
        "help_yes": ALL_HELP,
    }
    return normalise(Answers(**(answers | over)), received_at=NOW)


def test_what_was_ticked_becomes_needs_and_the_person_speaks_for_themselves() -> None:
    canonical = _canonical(situations=("hurt", "alcohol"))
    assert canonical.facts.source is SenderClass.SELF
    assert canonical.facts.needs == (Need.EMOTIONAL_SUPPORT, Need.SAFETY_PLANNING, Need.ALCOHOL)
    assert canonical.facts.contactable is Contactable.SAFE
    assert canonical.consent.position is Position.GIVEN
    assert canonical.consent.explicit
    assert (canonical.consent.given_by, canonical.consent.wording) == ("self", "form/1")
    assert (canonical.quality, canonical.clock, canonical.sender_reference) == ((), None, None)


def test_sexual_violence_long_ago_needs_no_reference_and_no_name() -> None:
    canonical = _canonical(situations=("sexual",), name="")
    assert canonical.facts.needs == (Need.ISVA, Need.COUNSELLING)
    assert canonical.facts.offence_class is OffenceClass.SEXUAL
    assert canonical.person.identity is None


@pytest.mark.parametrize("group", ["under_18", "not_sure"])
def test_who_is_or_may_be_a_child_gets_a_childs_worker_and_protection(group: str) -> None:
    facts = _canonical(situations=("sexual",), age_group=group).facts
    assert Need.CHISVA in facts.needs
    assert Need.ISVA not in facts.needs
    assert Need.SAFEGUARDING_CHILD in facts.needs
    assert Flag.CHILD_AT_RISK in facts.flags


@pytest.mark.parametrize("code", ["gifts", "carry", "work"])
def test_a_child_whom_others_use_is_exploited_whatever_it_calls_it(code: str) -> None:
    assert Flag.CHILD_EXPLOITATION in _canonical(situations=(code,), age_group="under_18").facts.flags
    assert Flag.CHILD_EXPLOITATION not in _canonical(situations=(code,), age_group="adult").facts.flags


@pytest.mark.parametrize(
    ("group", "safe", "flags"),
    [
        ("adult", "yes", set()),
        ("adult", "not_sure", set()),
        ("adult", "no", {Flag.HIGH_RISK}),
        ("under_18", "yes", set()),
        ("under_18", "not_sure", {Flag.CHILD_AT_RISK}),
        ("under_18", "no", {Flag.CHILD_AT_RISK, Flag.HIGH_RISK}),
        ("not_sure", "no", {Flag.CHILD_AT_RISK, Flag.HIGH_RISK}),
        ("not_sure", "", set()),
    ],
)
def test_danger_now_is_said_and_protects_who_may_be_a_child(group: str, safe: str, flags: set[Flag]) -> None:
    assert set(_canonical(situations=("taken",), age_group=group, safe_now=safe).facts.flags) == flags


def test_a_kind_of_help_that_was_refused_leaves_neither_need_nor_flag_nor_class() -> None:
    canonical = _canonical(
        situations=("home", "sexual", "taken"), help_yes=("support",), help_no=("home", "unwanted_sex")
    )
    assert canonical.facts.needs == (Need.EMOTIONAL_SUPPORT, Need.SAFETY_PLANNING, Need.PRACTICAL_HELP)
    assert canonical.facts.flags == ()
    assert canonical.facts.offence_class is OffenceClass.THEFT
    assert canonical.consent.position is Position.GIVEN


@pytest.mark.parametrize(
    ("code", "kind", "needs"),
    [
        ("carry", "under_pressure", (Need.EXPLOITATION_SUPPORT,)),
        ("sexual", "unwanted_sex", (Need.ISVA, Need.COUNSELLING)),
        ("tricked", "tricked", (Need.FRAUD_RECOVERY,)),
        ("work", "made_to_work", (Need.NRM_SUPPORT, Need.SAFE_ACCOMMODATION)),
    ],
)
def test_who_wants_a_specialist_only_is_not_sent_to_support_workers_too(
    code: str, kind: str, needs: tuple[Need, ...]
) -> None:
    facts = _canonical(situations=(code,), age="82", help_yes=(kind,), help_no=("support",)).facts
    assert facts.needs == needs
    assert facts.offence_class in {None, OffenceClass.SEXUAL, OffenceClass.MODERN_SLAVERY}


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_who_wants_support_workers_only_gets_them_whatever_happened(code: str) -> None:
    facts = _canonical(situations=(code,), help_yes=("support",)).facts
    if BY_CODE[code].help is not HelpKind.SUBSTANCES:
        assert facts.needs
        assert GENERAL_NEEDS.issuperset(facts.needs)
        assert not set(facts.flags) - {Flag.HATE_CRIME}


def test_no_to_everything_is_a_refusal() -> None:
    canonical = _canonical(help_yes=(), help_no=("support",))
    assert canonical.consent.position is Position.REFUSED
    assert not canonical.consent.explicit
    assert canonical.facts.offence_class is None


def test_a_child_in_danger_is_told_of_whatever_was_refused() -> None:
    canonical = _canonical(situations=("carry",), age_group="under_18", help_yes=(), help_no=("under_pressure",))
    assert canonical.consent.position is Position.REFUSED
    assert Flag.CHILD_AT_RISK in canonical.facts.flags
    assert Need.SAFEGUARDING_CHILD in canonical.facts.needs


def test_a_yes_to_a_kind_that_is_no_longer_asked_about_counts_for_nothing() -> None:
    assert _canonical(situations=("hurt",), help_yes=("tricked",)).consent.position is Position.REFUSED


@pytest.mark.parametrize(
    ("group", "age", "years", "child"),
    [
        ("adult", "34", 34, Answer.NO),
        ("adult", "", None, Answer.NO),
        ("under_18", "", None, Answer.YES),
        ("under_18", "17", 17, Answer.YES),
        ("not_sure", "", None, Answer.NOT_KNOWN),
    ],
)
def test_the_age_is_what_was_said(group: str, age: str, years: int | None, child: Answer) -> None:
    facts = _canonical(age_group=group, age=age).facts
    assert (facts.age_years, facts.child, facts.age_months) == (years, child, None)


@pytest.mark.parametrize("area", ["elsewhere", "not_said", ""])
def test_who_does_not_name_a_district_has_none(area: str) -> None:
    canonical = _canonical(area=area)
    assert canonical.facts.district is None
    assert QualityFlag.DISTRICT_MISSING in canonical.quality


def test_who_only_wants_a_call_gets_somebody_who_listens_and_sends_nothing_else() -> None:
    left_behind = {"words": "zqleft", "email": "zq@left.example", "email_safe": "yes", "area": "E07000220"}
    canonical = _canonical(only_call=True, situations=("sexual",), **left_behind)
    assert "zq" not in canonical.person.model_dump_json()
    assert canonical.facts.district is None
    assert canonical.facts.needs == (Need.EMOTIONAL_SUPPORT,)
    assert canonical.facts.offence_class is None


def test_a_child_in_danger_who_only_wants_a_call_is_protected_too() -> None:
    facts = _canonical(only_call=True, age_group="under_18", safe_now="no").facts
    assert {Flag.CHILD_AT_RISK, Flag.HIGH_RISK} == set(facts.flags)


def test_numbers_are_mobile_or_landline_by_how_they_begin() -> None:
    mobile = person_of(Answers(phone="+44 7700 900123", call_safe="yes", text_safe="yes"))
    fixed = person_of(Answers(phone="01926 400000", call_safe="yes", text_safe="yes"))
    assert mobile.contact is not None
    assert mobile.safe_contact is not None
    assert fixed.contact is not None
    assert fixed.safe_contact is not None
    assert (mobile.contact.mobile, mobile.contact.landline) == ("+44 7700 900123", None)
    assert (mobile.safe_contact.mobile_safe, mobile.safe_contact.text_safe) == (Answer.YES, Answer.YES)
    assert (fixed.contact.mobile, fixed.contact.landline) == (None, "01926 400000")
    assert (fixed.safe_contact.landline_safe, fixed.safe_contact.text_safe) == (Answer.YES, Answer.NOT_ASKED)


def test_a_way_nobody_called_safe_is_not_safe() -> None:
    assert not has_safe_way(Answers(phone="07700 900123", call_safe="no"))
    assert not has_safe_way(Answers())
    assert has_safe_way(Answers(email="a@b.example", email_safe="yes"))


def test_the_own_words_are_sealed_with_what_was_ticked_and_never_in_the_facts() -> None:
    canonical = _canonical(words="He waits outside", safe_now="not_sure", area="elsewhere")
    assert canonical.person.narrative is not None
    account = str(canonical.person.narrative.account)
    assert account.splitlines() == [
        f"Ticked: {BY_CODE['hurt'].words}.",
        "Safe right now: not sure.",
        "Lives somewhere else, outside the areas of the form.",
        "In their own words: He waits outside",
    ]
    assert "outside" not in canonical.facts.model_dump_json()


def test_a_long_address_loses_nothing() -> None:
    post = "\n".join(["x" * 250, "Rugby", "", "CV21"])
    address = person_of(Answers(post=post)).address
    assert address is not None
    assert "".join(address.lines) == post.replace("\n", "")


def test_every_mix_of_situations_and_ages_becomes_a_referral() -> None:
    for code, group, safe in product(BY_CODE, ("adult", "under_18", "not_sure"), ("yes", "no", "not_sure", "")):
        answers = Answers(situations=(code,), age_group=group, safe_now=safe)
        agreed = answers.model_copy(update={"help_yes": tuple(asked_help(answers))})
        assert normalise(agreed, received_at=NOW).facts.needs


def test_a_reference_is_short_and_from_the_random_end() -> None:
    assert short_reference(UUID("01912345-6789-7abc-8def-0123456789ab")) == "4567-89AB"
