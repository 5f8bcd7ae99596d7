from uuid import UUID

from waymark.ledger import Finding, Ledger


def test_an_empty_ledger_finds_nothing() -> None:
    assert Ledger().referrals == {}
    assert Ledger().findings == ()


def test_a_finding_names_its_invariant() -> None:
    found = Finding("I3", "in two queues", UUID(int=1))
    assert (found.invariant, found.referral_id) == ("I3", UUID(int=1))
