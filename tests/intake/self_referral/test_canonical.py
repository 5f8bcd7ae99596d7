"""From the form's answers to the canonical referral: what was ticked, who is a child, and what was agreed to."""

from datetime import UTC, datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from waymark.words import (
    Answer,
    CommunicationAid,
    Contactable,
    Flag,
    Need,
    OffenceClass,
    Position,
    Preference,
    QualityFlag,
    SenderClass,
    SubjectRole,
)
from waymark_intake.referral import Canonical
from waymark_intake.self_referral.answers import Answers, asked_help
from waymark_intake.self_referral.canonical import has_safe_way, normalise, short_reference
from waymark_intake.self_referral.situation import BY_CODE, GENERAL_NEEDS, HelpKind

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ALL_HELP = tuple(HelpKind)


def _canonical(**over: Any) -> Canonical:
    answers: dict[str, Any] = {
        "for_whom": "me",
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
    assert (canonical.consent.given_by, canonical.consent.wording) == ("self", "form/2")
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


def test_a_way_nobody_called_safe_is_not_safe() -> None:
    assert not has_safe_way(Answers(phone="07700 900123", call_safe="no"))
    assert not has_safe_way(Answers())
    assert has_safe_way(Answers(email="a@b.example", email_safe="yes"))


def test_every_mix_of_situations_and_ages_becomes_a_referral() -> None:
    for code, group, safe in product(BY_CODE, ("adult", "under_18", "not_sure"), ("yes", "no", "not_sure", "")):
        answers = Answers(for_whom="me", situations=(code,), age_group=group, safe_now=safe)
        agreed = answers.model_copy(update={"help_yes": tuple(asked_help(answers))})
        assert normalise(agreed, received_at=NOW).facts.needs


def test_a_reference_is_short_and_from_the_random_end() -> None:
    assert short_reference(UUID("01912345-6789-7abc-8def-0123456789ab")) == "4567-89AB"


def test_a_parents_word_for_a_child_is_a_guardians() -> None:
    canonical = _canonical(for_whom="child", age_group="under_18", helper_name="Sam")
    assert (canonical.consent.given_by, canonical.consent.explicit) == ("guardian", True)
    assert canonical.facts.child is Answer.YES
    assert canonical.person.family is not None


def test_a_yes_that_somebody_passes_on_is_no_explicit_yes() -> None:
    consent = _canonical(for_whom="other", told="yes").consent
    assert (consent.position, consent.explicit, consent.how) == (Position.GIVEN, False, "through_somebody")


def test_somebody_who_does_not_know_of_it_has_not_been_asked() -> None:
    canonical = _canonical(for_whom="other", told="no")
    assert (canonical.consent.position, canonical.consent.explicit) == (Position.NOT_ASKED, False)
    assert QualityFlag.CONSENT_NOT_ASKED in canonical.quality
    assert canonical.facts.needs == (Need.EMOTIONAL_SUPPORT, Need.SAFETY_PLANNING)


def test_who_supports_a_person_is_the_one_who_gets_help() -> None:
    canonical = _canonical(for_whom="supporter", situations=("sexual",))
    assert canonical.facts.needs == (Need.EMOTIONAL_SUPPORT, Need.VICTIMS_RIGHTS_INFO, Need.SUPPORTER_SUPPORT)
    assert canonical.facts.flags == ()
    only = _canonical(for_whom="supporter", situations=("sexual",), help_yes=("unwanted_sex",), help_no=("support",))
    assert only.facts.needs == (Need.SUPPORTER_SUPPORT,)


@pytest.mark.parametrize(
    ("typed", "language", "flagged"),
    [
        ({}, "en", False),
        ({"speaks": "pl", "interpreter": "no"}, "pl", False),
        ({"speaks": "pa", "interpreter": "spoken"}, "pa", True),
        ({"speaks": "en", "interpreter": "bsl"}, "bfi", True),
    ],
)
def test_the_language_somebody_speaks_is_a_fact(typed: dict[str, str], language: str, *, flagged: bool) -> None:
    facts = _canonical(**typed).facts
    assert (facts.language, Flag.INTERPRETER in facts.flags) == (language, flagged)


def test_the_wording_says_in_which_language_it_was_agreed_to() -> None:
    answers = Answers(for_whom="me", situations=("hurt",), age_group="adult", help_yes=ALL_HELP)
    assert normalise(answers, received_at=NOW, page_language="pl").consent.wording == "form/2/pl"


def test_through_a_trusted_person_is_a_safe_way() -> None:
    trusted: dict[str, Any] = {"trusted_contact": "07700 900123", "trusted_safe": "yes"}
    assert has_safe_way(Answers(**trusted))
    assert not has_safe_way(Answers(**{**trusted, "trusted_safe": "no"}))
    assert has_safe_way(Answers(for_whom="other", told="yes", helper_contact="07700 900123", helper_safe="yes"))
    assert has_safe_way(Answers(for_whom="child", helper_contact="07700 900123", helper_safe="yes"))


def test_wishes_are_facts_that_the_person_stated() -> None:
    facts = _canonical(wishes=("woman", "online", "equality")).facts
    assert facts.preferences == (Preference.FEMALE_WORKER, Preference.ONLINE)
    assert _canonical(interpreter="bsl").facts.communication_aids == (CommunicationAid.BSL,)


def test_the_facts_say_who_it_happened_to() -> None:
    assert _canonical(for_whom="supporter").facts.subject is SubjectRole.SUPPORTER
    assert _canonical(for_whom="other", told="yes").facts.subject is SubjectRole.VICTIM
