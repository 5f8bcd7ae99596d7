"""Ledgers compared: lost between two services, from nowhere, open in two queues; and what is right is let be."""

from uuid import UUID, uuid4

from waymark.check.places import compare
from waymark.ledger import Finding, Ledger

ONE, TWO = uuid4(), uuid4()
PLACE = (ONE, "victim_recovery")


def ledgers(*, router: tuple[str, ...] = ("harbour",), notifier: tuple[str, ...] = ("harbour",)) -> dict[str, Ledger]:
    """One referral in all four services, open where the router and the queue say."""
    return {
        "intake": Ledger({ONE: "received"}),
        "consent": Ledger({ONE: "screened"}),
        "router": Ledger({ONE: "routed"}, {PLACE: router} if router else {}),
        "notifier": Ledger({ONE: "offered"}, {PLACE: notifier} if notifier else {}),
    }


def without(name: str) -> dict[str, Ledger]:
    return ledgers() | {name: Ledger()}


def test_a_referral_in_its_one_place_is_right() -> None:
    assert compare(ledgers()) == []


def test_lost_before_consent_is_found() -> None:
    missing = [finding for finding in compare(without("consent")) if "intake" in finding.what]
    assert missing == [Finding("I1", "intake has it, consent does not", ONE)]


def test_lost_before_the_router_is_found() -> None:
    found = compare(without("router"))
    assert Finding("I1", "consent has it, router does not", ONE) in found
    assert Finding("I3", "victim_recovery is open at harbour; the router placed it: nowhere", ONE) in found


def test_lost_before_the_queue_is_found() -> None:
    assert compare(without("notifier")) == [Finding("I1", "router has it, notifier does not", ONE)]


def test_a_queue_need_not_know_what_was_not_placed() -> None:
    assert compare(ledgers(router=(), notifier=()) | {"notifier": Ledger()}) == []


def test_what_a_later_service_made_up_is_found() -> None:
    made_up = ledgers()
    made_up["router"].referrals[TWO] = "unmet"
    assert compare(made_up) == [Finding("I1", "router has it, consent does not know it", TWO)]


def test_two_queues_for_one_pathway_are_found() -> None:
    (found,) = compare(ledgers(notifier=("harbour", "lantern")))
    assert (found.invariant, found.referral_id) == ("I3", ONE)
    assert "open at lantern; the router placed it: harbour" in found.what


def test_the_wrong_queue_is_found() -> None:
    (found,) = compare(ledgers(notifier=("lantern",)))
    assert found.invariant == "I3"


def test_one_agency_twice_is_found() -> None:
    (found,) = compare(ledgers(notifier=("harbour", "harbour")))
    assert "twice" in found.what


def test_duties_to_two_agencies_on_one_pathway_are_right() -> None:
    both = ("harbour", "lantern")
    assert compare(ledgers(router=both, notifier=both)) == []


def test_what_a_queue_has_ended_is_right() -> None:
    assert compare(ledgers(notifier=())) == []


def test_without_ledgers_there_is_nothing_to_compare() -> None:
    assert compare({}) == []
    assert compare({"consent": Ledger({UUID(int=1): "screened"})}) == []
