from dataclasses import fields, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.builders.routed import MONDAY
from waymark.words import AllocationState, Flag, Need, Pathway
from waymark_notifier import letter
from waymark_notifier.delivery import AlertKind, Audience, Channel, ChannelOf, DueAlert
from waymark_notifier.letter import Alert, Letter, letters

HARBOUR = ChannelOf(
    "harbour-victim-care", "Harbour Victim Care", Channel.EMAIL, "duty@harbour.example", "lead@harbour.example"
)
LANTERN = ChannelOf("lantern-sav", "Lantern", Channel.EMAIL, "duty@lantern.example")
URL = "https://county.example/"


def a_due_alert(to: ChannelOf | None = HARBOUR, **over: Any) -> DueAlert:
    agency = to.agency if to else "nobody"
    due_at = MONDAY + timedelta(hours=7, minutes=30)
    return replace(DueAlert(uuid4(), uuid4(), agency, 1, due_at, to, at_once=False), **over)


def sent(*due: DueAlert) -> list[Letter]:
    return letters(due, public_url=URL, now=MONDAY)


def test_an_alert_has_no_place_for_anything_about_the_person() -> None:
    assert [field.name for field in fields(Alert)] == ["kind", "reference", "due", "link", "agency_name"]


@pytest.mark.parametrize("kind", AlertKind)
@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("number", [1, 3])
def test_no_letter_says_more_than_reference_time_and_link(kind: AlertKind, audience: Audience, number: int) -> None:
    due = [a_due_alert(kind=kind, audience=audience) for _ in range(number)]
    (one,) = sent(*due)
    said = (letter.subject(one) + letter.body(one)).lower()
    forbidden = [*Pathway, *Need, *Flag, *AllocationState, "police", "crime", "victim_recovery", "child", "person"]
    assert [word for word in forbidden if word.replace("_", " ") in said] == []
    assert "\n" not in letter.subject(one)
    assert ("/router/rules" if kind.startswith("rules") and number == 1 else "/notifier/") in said


def test_the_emergency_switch_is_told_in_so_many_words() -> None:
    (one,) = sent(a_due_alert(kind=AlertKind.RULES_OFF, audience=Audience.LEAD, due_at=None, at_once=True))
    assert letter.subject(one).startswith("Emergency: all new referrals go to one desk")
    assert "Sign in to see why: https://county.example/router/rules" in letter.body(one)


def test_one_alert_says_when_and_where() -> None:
    due = a_due_alert()
    (one,) = sent(due)
    assert letter.subject(one).startswith("Decision needed by 17:30 today (")
    assert f"https://county.example/notifier/allocations/{due.allocation_id}" in letter.body(one)
    assert "For the duty worker at Harbour Victim Care." in letter.body(one)


def test_what_waits_for_one_address_is_one_letter_with_the_first_due_on_top() -> None:
    later = a_due_alert(due_at=MONDAY + timedelta(days=2))
    sooner, changed = a_due_alert(), a_due_alert(kind=AlertKind.CHANGED, due_at=None)
    (one,) = sent(changed, later, sooner)
    assert one.alert_ids == (sooner.id, later.id, changed.id)
    assert letter.subject(one) == "3 things to look at, the first by 17:30 today"
    assert all(alert.reference in letter.body(one) for alert in one.alerts)
    assert "/allocations/" not in letter.body(one)


def test_urgent_ones_go_alone_and_no_agency_hears_of_another() -> None:
    urgent = a_due_alert(at_once=True)
    waiting = [a_due_alert(), a_due_alert(), a_due_alert(LANTERN)]
    found = sent(urgent, *waiting)
    assert sorted((one.address, len(one.alerts)) for one in found) == [
        ("duty@harbour.example", 1),
        ("duty@harbour.example", 2),
        ("duty@lantern.example", 1),
    ]


def test_leads_get_their_own_letter() -> None:
    found = sent(a_due_alert(), a_due_alert(kind=AlertKind.REMINDER, audience=Audience.LEAD))
    assert [one.address for one in found] == ["duty@harbour.example", "lead@harbour.example"]
    assert "in your team's queue still needs a decision by" in letter.body(found[1])


def test_a_desk_is_led_to_its_own_queue_not_to_anothers_row() -> None:
    (one,) = sent(a_due_alert(kind=AlertKind.OVERDUE, audience=Audience.DESK))
    assert one.alerts[0].link == "https://county.example/notifier/queue"
    assert letter.subject(one).startswith("Overdue (")
    assert "is overdue since 17:30 today" in letter.body(one)


def test_the_same_alerts_again_make_the_same_id_and_others_another() -> None:
    due = [a_due_alert(), a_due_alert()]
    (first,), (again,) = sent(*due), sent(*reversed(due))
    assert first.id == again.id
    assert sent(due[0])[0].id == str(due[0].id)
    assert len({first.id, *(one.id for one in sent(*due, a_due_alert()))}) == 2


def test_whoever_has_no_address_gets_no_letter() -> None:
    assert sent(a_due_alert(None)) == []
