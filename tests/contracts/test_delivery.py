"""What the notifier tells: closing needs an outcome, declining an owner and a reason."""

from waymark.contracts.delivery import AllocationClosed, AllocationDeclined


def test_closing_needs_an_outcome() -> None:
    assert AllocationClosed.model_fields["outcome"].is_required()


def test_declining_says_whose_no_it_was_and_why() -> None:
    assert AllocationDeclined.model_fields["declined_by"].is_required()
    assert AllocationDeclined.model_fields["reason"].is_required()
