"""Generated documents: every event, topic and setting is in them."""

from waymark.documents import asyncapi, hearers_of, render, told_events
from waymark.service import installed_services
from waymark.settings import Settings

SERVICES = installed_services()


def test_every_told_event_is_documented_with_who_hears_it() -> None:
    text = render(SERVICES)["docs/events.md"]
    for event in told_events(SERVICES):
        assert f"## {event.type()}" in text
        assert hearers_of(SERVICES, event) or "nobody yet" in text


def test_every_topic_is_in_the_manifest() -> None:
    text = render(SERVICES)["deploy/topics.yaml"]
    assert all(f"  {event.topic}:" in text for event in told_events(SERVICES))
    assert "readable_personal_data: yes" not in text


def test_every_shared_setting_is_documented() -> None:
    text = render(SERVICES)["docs/settings.md"]
    assert all(f"WAYMARK_{name.upper()}`" in text for name in Settings.model_fields)


def test_the_asyncapi_document_names_a_message_for_every_event() -> None:
    document = asyncapi(SERVICES)
    assert document["asyncapi"] == "3.0.0"
    assert len(document["components"]["messages"]) == len(told_events(SERVICES))  # type: ignore[index]


def test_what_a_service_writes_of_the_built_in_county_is_among_them() -> None:
    assert "## Sexual violence" in render(SERVICES)["docs/pathways.md"]
