"""Contracts stay readable: snapshots hold, old examples still decode, every field carries a mark."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cloudevents.core.v1.event import CloudEvent
from pydantic import BaseModel

from tests.contracts import compatibility, snapshots
from waymark.contracts.envelope import Contract, Event
from waymark.contracts.person import PART_OF_GROUP, Person
from waymark.contracts.referral import Facts
from waymark.documents import told_events
from waymark.personal import mark_of
from waymark.service import installed_services
from waymark.words import Group

EVENTS = snapshots.events()


def contracts(base: type[BaseModel]) -> list[type[BaseModel]]:
    return [kind for child in base.__subclasses__() for kind in (child, *contracts(child))]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type())
def test_an_event_is_what_its_snapshot_says(event: type[Event]) -> None:
    assert snapshots.snapshot_of(event) == snapshots.read(event), "run python -m tests.contracts.snapshots"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type())
def test_an_event_can_still_be_read_by_those_who_knew_the_snapshot(event: type[Event]) -> None:
    old = snapshots.read(event)
    assert compatibility.breaks(old["schema"], event.model_json_schema()) == []
    for example in old["examples"]:
        event.model_validate_json(json.dumps(example))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type())
def test_an_unknown_field_of_a_newer_teller_is_ignored(event: type[Event]) -> None:
    example = snapshots.read(event)["examples"][0] | {"said_by_a_newer_release": 1}
    event.model_validate_json(json.dumps(example))


def test_a_removed_field_a_new_duty_and_a_narrowed_list_are_all_noticed() -> None:
    old = Facts.model_json_schema()
    new = json.loads(json.dumps(old))
    del new["properties"]["district"]
    new["required"] = [*new.get("required", []), "language"]
    new["$defs"]["Flag"]["enum"].remove("bereaved")
    new["properties"]["age_years"] = {"type": "string"}
    assert compatibility.breaks(old, new) == [
        "event.district is gone",
        "event.language is newly required",
        "event.age_years has another type",
        "Flag lost bereaved",
    ]


def test_every_event_told_has_a_snapshot() -> None:
    assert set(told_events(installed_services())) <= set(EVENTS)


@pytest.mark.parametrize("kind", [*contracts(Contract), Person, *PART_OF_GROUP.values()], ids=lambda k: k.__name__)
def test_every_field_has_a_group_and_a_sensitivity(kind: type[BaseModel]) -> None:
    unmarked = [name for name in kind.model_fields if mark_of(kind, name) is None]
    assert unmarked == [], f"{kind.__name__}: mark {unmarked} with group and sensitivity"


def test_a_field_somebody_forgot_to_mark_is_found() -> None:
    class Forgotten(BaseModel):
        name: str

    assert mark_of(Forgotten, "name") is None


def test_no_event_carries_a_readable_personal_field() -> None:
    for event in EVENTS:
        marks = [mark_of(event, name) for name in event.model_fields]
        assert all(mark and mark.group in {Group.FACTS, Group.OPERATIONAL} for mark in marks), event.type()


def test_the_attributes_are_those_of_cloudevents() -> None:
    event = CloudEvent(
        attributes={
            "id": str(UUID(int=1)),
            "source": "/waymark/intake",
            "type": EVENTS[0].type(),
            "specversion": "1.0",
            "time": datetime(2026, 11, 23, tzinfo=UTC),
            "subject": str(UUID(int=2)),
            "correlation": str(UUID(int=2)),
            "dataclassification": "coded",
        },
        data={},
    )
    assert event.get_type() == EVENTS[0].type()
