"""Who may send which kind, from which day on."""

from datetime import date

import pytest

from waymark.words import SENDER_CLASS_OF, AgencyRole, Need
from waymark_intake.partner.kind import BRINGS, SUBSTANCES, PartnerKind, is_possible_release, kinds_of

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (AgencyRole.POLICE, {"custody_drug_test", "fraud_list"}),
        (AgencyRole.YOUTH_JUSTICE, {"youth_justice_universal", "youth_justice_at_risk"}),
        (AgencyRole.PRISON, {"prison_release"}),
        (AgencyRole.PROBATION, {"probation_order"}),
        (AgencyRole.LOCAL_AUTHORITY, {"council"}),
        (AgencyRole.SCHOOL, {"school"}),
        (AgencyRole.HEALTH, {"health"}),
        (AgencyRole.PROVIDER, {"provider"}),
        (AgencyRole.DOMESTIC_ABUSE, {"provider"}),
        (AgencyRole.FIRST_RESPONDER, {"first_responder"}),
        (AgencyRole.TRIAGE, set()),
        (AgencyRole.COMMISSIONER, set()),
        (AgencyRole.SELF, set()),
    ],
)
def test_a_role_sends_its_own_kinds_only(role: AgencyRole, kinds: set[str]) -> None:
    assert {kind.value for kind in kinds_of(role, DAY)} == kinds


def test_before_the_first_row_nobody_sends_anything() -> None:
    assert kinds_of(AgencyRole.POLICE, date(2020, 1, 1)) == frozenset()


def test_every_kind_is_some_senders_and_says_what_it_brings() -> None:
    assert set().union(*(kinds_of(role, DAY) for role in AgencyRole)) == set(PartnerKind) == set(BRINGS)


def test_whoever_may_send_is_a_kind_of_sender() -> None:
    assert all(role in SENDER_CLASS_OF for role in AgencyRole if kinds_of(role, DAY))


def test_help_is_no_substance() -> None:
    assert Need.HARM_REDUCTION not in SUBSTANCES


@pytest.mark.parametrize(
    ("day", "possible"),
    [("2026-11-23", True), ("2025-11-22", True), ("2025-11-21", False), ("2036-11-23", True), ("2036-11-25", False)],
)
def test_a_release_long_ago_or_far_ahead_is_a_typing_error(day: str, possible: bool) -> None:
    assert is_possible_release(date.fromisoformat(day), DAY) is possible
