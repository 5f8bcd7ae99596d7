from uuid import UUID

import pytest

from tests.builders.routed import MONDAY
from waymark.errors import Refused
from waymark_notifier import delivery
from waymark_notifier.delivery import AlertState, Audience, Channel, ChannelOf, read_channel, read_channels

HARBOUR = ChannelOf("harbour-victim-care", "Harbour Victim Care", Channel.EMAIL, "duty@harbour.example")


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
        {"name": "Harbour", "email": "duty@harbour.example", "lead_email": "lead"},
        {"name": "Harbour", "email": "duty@harbour.example", "lead_email": 7},
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


def test_a_lead_is_told_at_its_own_address_where_it_has_one() -> None:
    entry = {"name": "Harbour", "email": "duty@harbour.example", "lead_email": "lead@harbour.example"}
    channel = read_channel("harbour-victim-care", entry)
    assert channel.address_for(Audience.LEAD) == "lead@harbour.example"
    assert channel.address_for(Audience.DESK) == "duty@harbour.example"
    assert HARBOUR.address_for(Audience.LEAD) == "duty@harbour.example"


def test_a_part_names_its_desk_among_its_channels() -> None:
    desk = {"name": "Triage Desk", "email": "duty@triage.example"}
    (channel,) = read_channels({"channels": {"triage-desk": desk}, "escalate_to": "triage-desk"})
    assert channel.is_desk
    with pytest.raises(Refused, match="invalid") as refused:
        read_channels({"channels": {"triage-desk": desk}, "escalate_to": "nobody"})
    assert refused.value.title == "notifier.escalate_to: name one of the channels"


@pytest.mark.parametrize("part", [{"channels": []}, {"channel": {}}, {"channels": {}, "duty": 1}])
def test_a_part_of_another_shape_is_refused(part: dict[str, object]) -> None:
    with pytest.raises(Refused):
        read_channels(part)
