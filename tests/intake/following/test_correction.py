"""A correction replaces the current version only, says what it changed, and changes nothing where nothing differs."""

from datetime import UTC, datetime

import pytest

from waymark.contracts.referral import Correction
from waymark.errors import Kind
from waymark.words import Group, ReferralState
from waymark_intake.following.correction import Correctable, Ended, StaleVersion, corrected

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BEFORE = {"identity": "aa", "contact": "bb", "facts": "cc"}


def _kept(state: ReferralState = ReferralState.ROUTED, version: int = 1) -> Correctable:
    return Correctable(state=state, version=version, groups=BEFORE, corrections=())


def test_a_correction_is_the_next_version_with_the_groups_it_changed() -> None:
    after = {Group.IDENTITY: "aa", Group.FACTS: "dd", Group.HEALTH: "ee"}
    correction = corrected(_kept(version=4), after, version=4, at=AT)
    assert correction == Correction(version=5, at=AT, groups=(Group.CONTACT, Group.HEALTH, Group.FACTS))


def test_what_changes_nothing_is_no_correction() -> None:
    assert corrected(_kept(), {Group(name): value for name, value in BEFORE.items()}, version=1, at=AT) is None


@pytest.mark.parametrize("version", [1, 2, 4, 99])
def test_any_other_version_is_stale_and_the_current_one_is_named(version: int) -> None:
    with pytest.raises(StaleVersion) as refusal:
        corrected(_kept(version=3), {}, version=version, at=AT)
    [fault] = refusal.value.faults
    assert (refusal.value.kind, fault.pointer) == (Kind.CONFLICT, "/version")
    assert "Version 3 is the current one" in fault.fix


@pytest.mark.parametrize("state", [ReferralState.WITHDRAWN, ReferralState.MERGED, ReferralState.VOIDED])
def test_what_has_ended_is_not_corrected(state: ReferralState) -> None:
    with pytest.raises(Ended) as refusal:
        corrected(_kept(state), {}, version=1, at=AT)
    assert refusal.value.kind is Kind.CONFLICT
    assert refusal.value.faults[0].fix
