"""What consent tells: scope entries default to showing nothing."""

from waymark.contracts.consent import RecipientScope, ReferralScreened
from waymark.ids import AgencyId
from waymark.words import Sharing


def test_a_scope_entry_grants_no_group_unless_it_says_so() -> None:
    assert RecipientScope(agency=AgencyId("a"), sharing=Sharing.ASK).groups == ()


def test_a_screening_carries_no_sealed_person() -> None:
    assert "person" not in ReferralScreened.model_fields
