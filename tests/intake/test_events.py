"""The event door: every kind of news a sender waits for has a way in."""

from waymark.contracts.delivery import AllocationEvent
from waymark_intake import events
from waymark_intake.service import service


def test_everything_a_provider_may_do_is_heard() -> None:
    heard = {hears.event for hears in service.hears if hears.handle is events.on_allocation_changed}
    assert heard == set(AllocationEvent.__subclasses__())


def test_the_routers_answer_and_the_persons_position_are_heard() -> None:
    handlers = {hears.handle for hears in service.hears}
    assert {events.on_referral_routed, events.on_consent_changed} <= handlers
