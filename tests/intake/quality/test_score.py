"""A score is 100 less what its flags weigh; every flag weighs something, or says that it is no fault; never below 0."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from waymark.words import QualityFlag
from waymark_intake.quality.score import CLEAN, WEIGHTINGS, Weighting, score_of, weighting_on
from waymark_intake.referral import RecordKind

DAY = date(2026, 11, 23)
flags_of_a_record = some.lists(some.sampled_from(QualityFlag), unique=True).map(tuple)


def test_every_flag_is_weighed_in_every_row_and_one_costs_nothing() -> None:
    for row in WEIGHTINGS:
        assert set(row.weights) == set(QualityFlag)
        assert {flag for flag, weight in row.weights.items() if weight <= 0} == {QualityFlag.CHILD_PROTECTION_FIRST}


@given(flags_of_a_record, some.sampled_from(RecordKind))
def test_a_score_is_explained_by_its_items(flags: tuple[QualityFlag, ...], kind: RecordKind) -> None:
    score = score_of(flags, kind=kind, day=DAY)
    assert tuple(item.code for item in score.items) == flags
    assert score.points == max(0, CLEAN - sum(item.weight for item in score.items))


@given(flags_of_a_record, some.sampled_from(QualityFlag))
def test_one_more_flag_never_makes_it_better(flags: tuple[QualityFlag, ...], more: QualityFlag) -> None:
    before = score_of(flags, kind=RecordKind.POLICE, day=DAY).points
    assert score_of((*flags, more), kind=RecordKind.POLICE, day=DAY).points <= before


def test_what_makes_contact_impossible_or_dangerous_costs_more_than_what_is_asked_for_again() -> None:
    weights = weighting_on(DAY).weights
    worst = {QualityFlag.CONTACT_MISSING, QualityFlag.NO_SAFE_CONTACT, QualityFlag.CONTACT_SHARED_WITH_ALLEGED}
    least = {QualityFlag.REFERENCE_MISSING, QualityFlag.DATE_OF_BIRTH_MISSING, QualityFlag.CONSENT_EVIDENCE_MISSING}
    assert min(weights[flag] for flag in worst) > 2 * max(weights[flag] for flag in least)


def test_a_referral_is_weighed_by_the_row_of_its_day() -> None:
    old, new = (Weighting(name, date(year, 1, 1), {}) for name, year in (("a", 2022), ("b", 2025)))
    assert weighting_on(date(2021, 1, 1), (old, new)) is old
    assert weighting_on(date(2024, 12, 31), (old, new)) is old
    assert weighting_on(date(2025, 1, 1), (old, new)) is new


def test_exact_fields_stand_where_they_are_known() -> None:
    flag = QualityFlag.CONTACT_UNUSABLE
    score = score_of((flag,), kind=RecordKind.PARTNER, day=DAY, pointers=((flag, ("/person/email",)),))
    assert score.items[0].fields == ("/person/email",)
    assert len(score_of((flag,), kind=RecordKind.PARTNER, day=DAY).items[0].fields) > 1
