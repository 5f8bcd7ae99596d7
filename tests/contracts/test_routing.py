"""What the router tells: a held allocation names what it waits for and whom to ask."""

from waymark.contracts.routing import ReferralRouted, RoutedAllocation


def test_an_allocation_can_say_what_it_waits_for() -> None:
    assert {"missing", "ask_of", "state", "agency"} <= set(RoutedAllocation.model_fields)


def test_every_answer_names_the_decision_behind_it() -> None:
    assert ReferralRouted.model_fields["decision_id"].is_required()
