"""Documents generated from the code, so that they cannot drift: events, topics, settings, AsyncAPI, the county's rules.

A house test fails when a committed one is stale; `waymark documents` writes them.
"""

import json
from collections.abc import Iterator, Mapping

from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from waymark.contracts.envelope import Event
from waymark.demo.county import BUILT_IN, read_county
from waymark.dev_kafka import DevKafkaSettings
from waymark.personal import Mark, mark_of
from waymark.service import Service
from waymark.settings import Settings
from waymark.words import Group

_MADE = "Generated from the code by `waymark documents`; do not edit."


def render(services: Mapping[str, Service]) -> dict[str, str]:
    """Every generated document, by its path from the project's root."""
    return {
        "docs/events.md": _events(services),
        "docs/settings.md": _settings(services),
        "docs/asyncapi.json": json.dumps(asyncapi(services), indent=1, sort_keys=True) + "\n",
        "deploy/topics.yaml": _topics(services),
        **dict(_shapes(services)),
        **dict(_own(services)),
    }


def _own(services: Mapping[str, Service]) -> Iterator[tuple[str, str]]:
    """What services write of the built-in county."""
    parts = read_county(BUILT_IN)
    for service in services.values():
        if service.documents is not None:
            yield from service.documents(parts).items()


def _shapes(services: Mapping[str, Service]) -> Iterator[tuple[str, str]]:
    """What callers of a service send, as JSON Schema, a file each."""
    for name, service in services.items():
        for shape, model in service.shapes.items():
            schema = {"$comment": _MADE, **model.model_json_schema()}
            yield f"docs/schemas/{name}.{shape}.json", json.dumps(schema, indent=1, sort_keys=True) + "\n"


def told_events(services: Mapping[str, Service]) -> list[type[Event]]:
    """Every event some service tells, by topic and name."""
    found = {event for service in services.values() for event in service.tells}
    return sorted(found, key=lambda event: (event.topic, event.name, event.version))


def hearers_of(services: Mapping[str, Service], event: type[Event]) -> list[str]:
    """Names of the services that hear an event."""
    return [name for name, service in services.items() if any(heard.event is event for heard in service.hears)]


def _events(services: Mapping[str, Service]) -> str:
    lines = ["# Events", "", _MADE, ""]
    for event in told_events(services):
        lines += [f"## {event.type()}", "", _first(event), ""]
        lines += [f"Told by {event.teller()} on `{event.topic}`; heard by {_names(services, event)}.", ""]
        lines += ["| field | group | sensitivity |", "|---|---|---|"]
        lines += [f"| {name} | {mark.group} | {mark.sensitivity} |" for name, mark in _marks(event)]
        lines += [""]
    return "\n".join(lines)


def _names(services: Mapping[str, Service], event: type[Event]) -> str:
    return ", ".join(hearers_of(services, event)) or "nobody yet"


def _first(thing: type) -> str:
    return " ".join((thing.__doc__ or "").split("\n\n")[0].split())


def _marks(event: type[Event]) -> Iterator[tuple[str, Mark]]:
    for name in event.model_fields:
        mark = mark_of(event, name)
        if mark is not None:
            yield name, mark


def _settings(services: Mapping[str, Service]) -> str:
    lines = ["# Settings", "", _MADE, "Environment variables; every default runs on a laptop.", ""]
    kinds: dict[str, type[BaseSettings]] = {"shared": Settings}
    kinds |= {name: service.settings for name, service in services.items()}
    kinds |= {"dev-kafka": DevKafkaSettings}
    for title, kind in kinds.items():
        prefix = str(kind.model_config.get("env_prefix", ""))
        lines += [f"## {title}", "", "| variable | default | meaning |", "|---|---|---|"]
        for name, field in kind.model_fields.items():
            default = "(required)" if field.default is PydanticUndefined else f"`{field.default}`"
            lines.append(f"| `{(prefix + name).upper()}` | {default} | {field.description or ''} |")
        lines.append("")
    return "\n".join(lines)


def _topics(services: Mapping[str, Service]) -> str:
    days = Settings.model_fields["keep_log_days"].default
    lines = [f"# {_MADE}", "topics:"]
    for topic in sorted({event.topic for event in told_events(services)}):
        events = [event for event in told_events(services) if event.topic == topic]
        hearers = sorted({name for event in events for name in hearers_of(services, event)})
        sealed = any(mark.group not in {Group.FACTS, Group.OPERATIONAL} for e in events for _, mark in _marks(e))
        lines += [
            f"  {topic}:",
            f"    teller: {events[0].teller()}",
            f"    hearers: [{', '.join(hearers)}]",
            f"    events: [{', '.join(event.type() for event in events)}]",
            "    key: referral id (consent.access: one key for the topic)",
            f"    retention_days: {days}",
            f"    readable_personal_data: {'yes' if sealed else 'no'}",
        ]
    return "\n".join(lines) + "\n"


def asyncapi(services: Mapping[str, Service]) -> dict[str, object]:
    """The AsyncAPI 3.0 description: a channel per topic, a message per event version, who sends and receives."""
    messages = {}
    channels: dict[str, dict[str, object]] = {}
    operations = {}
    for event in told_events(services):
        reference = f"{event.topic}.{event.name}.v{event.version}"
        messages[reference] = {
            "name": event.type(),
            "contentType": "application/json",
            "summary": _first(event),
            "payload": event.model_json_schema(),
        }
        channel = channels.setdefault(event.topic, {"address": event.topic, "messages": {}})
        channel["messages"][reference] = {"$ref": f"#/components/messages/{reference}"}  # type: ignore[index]
        operations[f"{event.teller()}.tells.{event.topic}"] = _operation("send", event)
        for hearer in hearers_of(services, event):
            operations[f"{hearer}.hears.{event.topic}"] = _operation("receive", event)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Waymark events", "version": "1", "description": "CloudEvents 1.0, Kafka binary mode."},
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }


def _operation(action: str, event: type[Event]) -> dict[str, object]:
    return {"action": action, "channel": {"$ref": f"#/channels/{event.topic.replace('/', '~1')}"}}
