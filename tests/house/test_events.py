"""Events and their hearers fit: nothing is told to nobody, nobody waits for what is never told."""

import importlib
import pkgutil
from collections.abc import Mapping

from tests.house.planted import Heardless, service_with
from waymark import contracts
from waymark.contracts.envelope import Event
from waymark.service import Service, installed_services

# Events that end a story here: nobody hears them yet, and why that is right.
TERMINAL: Mapping[str, str] = {}


def untold(services: Mapping[str, Service], events: set[type[Event]]) -> list[str]:
    """Contracts that no service tells."""
    told = {event for service in services.values() for event in service.tells}
    return sorted(event.type() for event in events - told)


def unheard(services: Mapping[str, Service], terminal: Mapping[str, str]) -> list[str]:
    """Events that are told, that nobody hears, and that are not said to be the end."""
    heard = {heard.event for service in services.values() for heard in service.hears}
    told = {event for service in services.values() for event in service.tells}
    return sorted(event.type() for event in told - heard if event.type() not in terminal)


def heard_in_vain(services: Mapping[str, Service]) -> list[str]:
    """Events that somebody hears and that the service named by their topic does not tell."""
    return sorted(
        f"{service.name} hears {heard.event.type()}"
        for service in services.values()
        for heard in service.hears
        if heard.event.teller() not in services or heard.event not in services[heard.event.teller()].tells
    )


def told_under_another_name(services: Mapping[str, Service]) -> list[str]:
    """Events told by a service on a topic that is named after another."""
    return sorted(
        f"{service.name} tells {event.type()}"
        for service in services.values()
        for event in service.tells
        if event.teller() != service.name
    )


def every_contract() -> set[type[Event]]:
    """All events of waymark.contracts that have a name."""
    for found in pkgutil.iter_modules(contracts.__path__):
        importlib.import_module(f"{contracts.__name__}.{found.name}")
    waiting, found_events = [Event], set()
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if "name" in vars(kind) and kind.__module__.startswith(contracts.__name__):
                found_events.add(kind)
    return found_events


def test_every_event_told_has_a_hearer_or_is_an_end() -> None:
    assert unheard(installed_services(), TERMINAL) == []


def test_every_end_is_told_and_heard_by_nobody() -> None:
    assert set(TERMINAL) == set(unheard(installed_services(), {})) & set(TERMINAL)
    assert all(TERMINAL.values())


def test_every_event_heard_is_told_by_the_service_its_topic_names() -> None:
    assert heard_in_vain(installed_services()) == []
    assert told_under_another_name(installed_services()) == []


def test_every_contract_is_told() -> None:
    assert untold(installed_services(), every_contract()) == []


def test_names_and_topics_are_written_alike() -> None:
    events = every_contract()
    assert len({event.type() for event in events}) == len(events)
    for event in events:
        assert event.name == event.name.lower()
        assert event.name.count(".") == event.topic.count(".") == 1
        assert not event.name.endswith((".create", ".update", ".delete", ".changeds"))


def test_a_planted_event_nobody_hears_is_caught() -> None:
    alone = {"alpha": service_with("alpha", tells=(Heardless,))}
    assert unheard(alone, {}) == ["thing.left_alone.v1"]
    assert unheard(alone, {"thing.left_alone.v1": "it ends here"}) == []
    assert untold({}, {Heardless}) == ["thing.left_alone.v1"]


def test_a_planted_event_heard_in_vain_is_caught() -> None:
    waiting = {"beta": service_with("beta", hears=(Heardless,))}
    assert heard_in_vain(waiting) == ["beta hears thing.left_alone.v1"]
    silent = waiting | {"alpha": service_with("alpha")}
    assert heard_in_vain(silent) == ["beta hears thing.left_alone.v1"]
    assert heard_in_vain(waiting | {"alpha": service_with("alpha", tells=(Heardless,))}) == []


def test_a_planted_event_told_under_another_name_is_caught() -> None:
    assert told_under_another_name({"beta": service_with("beta", tells=(Heardless,))}) == [
        "beta tells thing.left_alone.v1"
    ]
