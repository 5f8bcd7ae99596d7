"""The plug: services are found by their entry points, in the order a referral meets them."""

from waymark.service import installed_services


def test_the_services_come_in_the_order_of_a_referrals_way() -> None:
    assert list(installed_services()) == ["intake", "consent", "router", "notifier"]


def test_topics_are_named_once_each() -> None:
    for service in installed_services().values():
        assert list(service.heard_topics()) == sorted(set(service.heard_topics()))
        assert all(topic.startswith(f"{service.name}.") for topic in service.told_topics())


def test_what_makes_a_queue_row_never_waits_for_more() -> None:
    services = installed_services()
    assert services["consent"].lingers()["intake.referral"] == 0
    assert services["router"].lingers()["consent.referral"] == 0
    assert services["notifier"].lingers()["router.referral"] == 0
    assert 0 < services["consent"].lingers()["router.referral"] < 0.1
