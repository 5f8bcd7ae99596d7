from dataclasses import fields
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.builders.routed import MONDAY
from waymark.errors import Refused
from waymark.words import AllocationState, Flag, Need, Pathway
from waymark_notifier import delivery
from waymark_notifier.delivery import Alert, AlertState, Channel, ChannelOf, DueAlert, read_channel

HARBOUR = ChannelOf("harbour-victim-care", "Harbour Victim Care", Channel.EMAIL, "duty@harbour.example")


def a_due_alert(to: ChannelOf | None = HARBOUR) -> DueAlert:
    return DueAlert(uuid4(), uuid4(), "harbour-victim-care", 1, MONDAY + timedelta(hours=7, minutes=30), to)


def test_an_alert_has_no_place_for_anything_about_the_person() -> None:
    assert [field.name for field in fields(Alert)] == ["reference", "due", "link", "agency_name"]


def test_an_alert_says_when_where_and_nothing_else() -> None:
    due = a_due_alert()
    alert = delivery.alert_for(due, public_url="https://county.example/", now=MONDAY)
    assert alert.due == "17:30 today"
    assert alert.link == f"https://county.example/notifier/allocations/{due.allocation_id}"
    said = (delivery.subject(alert) + delivery.body(alert)).lower()
    forbidden = [*Pathway, *Need, *Flag, *AllocationState, "police", "crime", "victim_recovery", "child", "person"]
    assert [word for word in forbidden if word.replace("_", " ") in said] == []
    assert "\n" not in delivery.subject(alert)


def test_the_reference_tells_no_time() -> None:
    assert delivery.reference_of(UUID("018f0000-0000-7000-8000-00000000abcd")) == "0000-ABCD"


def test_a_failed_alert_is_tried_again_less_and_less_often_and_then_given_up() -> None:
    waits = []
    for attempt in range(1, len(delivery.WAITS_MINUTES) + 1):
        state, next_at = delivery.after_failure(attempt, MONDAY)
        assert state is AlertState.QUEUED
        waits.append(next_at - MONDAY)
    assert waits == sorted(waits)
    assert delivery.after_failure(len(delivery.WAITS_MINUTES) + 1, MONDAY)[0] is AlertState.FAILED


@pytest.mark.parametrize(
    "entry",
    [
        {},
        "duty@harbour.example",
        {"name": "Harbour", "email": "duty"},
        {"name": "Harbour", "email": "duty@harbour.example\nBcc: all@x.example"},
        {"name": "Har\nbour", "email": "duty@harbour.example"},
        {"name": "Harbour", "email": "a@b.example, c@d.example"},
        {"name": "Harbour", "email": "duty@harbour.example", "phone": "1"},
        {"name": "", "email": "duty@harbour.example"},
    ],
)
def test_a_wrong_channel_is_refused_by_name(entry: object) -> None:
    with pytest.raises(Refused) as refused:
        read_channel("harbour-victim-care", entry)
    assert "harbour-victim-care" in refused.value.title
    assert "\n" not in refused.value.title


def test_a_right_channel_is_read() -> None:
    entry = {"name": "Harbour Victim Care", "email": "duty@harbour.example"}
    assert read_channel("harbour-victim-care", entry) == HARBOUR
