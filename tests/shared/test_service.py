"""The plug: services are found by their entry points, in the order a referral meets them."""

from waymark.service import installed_services


def test_the_services_come_in_the_order_of_a_referrals_way() -> None:
    assert list(installed_services()) == ["intake", "consent", "router", "notifier"]


def test_topics_are_named_once_each() -> None:
    for service in installed_services().values():
        assert list(service.heard_topics()) == sorted(set(service.heard_topics()))
        assert all(topic.startswith(f"{service.name}.") for topic in service.told_topics())
