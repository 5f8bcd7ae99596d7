"""What a sender's pages make of a referral: which need the sender, what is asked, how far each part has come."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.followed import a_held, a_seen, a_view
from tests.builders.referral import AT
from waymark.errors import Kind, Refused
from waymark.words import AgencyRole, AllocationState, Position, QualityFlag, ReferralState
from waymark_intake.following.progress import Seen
from waymark_intake.following.receipt import ConsentView, UnmetView
from waymark_intake.following.view import (
    AnsweredBy,
    Cursor,
    Mark,
    Part,
    is_stopping,
    part_of,
    questions,
    read_cursor,
    to_do,
    to_mend,
    way_of,
)

NAMES = {"lantern-sav": "Lantern"}
S, Q = AllocationState, QualityFlag
DRUGS = {"pathway": "substance_adult", "agency": "meridian-recovery"}


@pytest.mark.parametrize(
    ("seen", "part"),
    [
        ((), Part.BEING_HANDLED),
        ((a_seen(),), Part.BEING_HANDLED),
        ((a_held(),), Part.NEEDS_YOU),
        ((a_seen(), a_held("safe_contact")), Part.NEEDS_YOU),
        ((a_seen(state=S.CLOSED, outcome="completed"),), Part.CLOSED),
    ],
)
def test_a_referral_is_in_one_part_of_the_list(seen: tuple[Seen, ...], part: Part) -> None:
    assert part_of(a_view(*seen)) is part


def test_what_ended_or_nobody_could_take_needs_nothing_more() -> None:
    flags = (Q.DISTRICT_MISSING,)
    unmet = a_view(unmet=(UnmetView(pathway="fraud", reason="nobody_takes"),), quality=flags)
    for view in (a_view(a_held(), state=ReferralState.WITHDRAWN, quality=flags), unmet):
        assert part_of(view) is Part.CLOSED
        assert to_mend(view) == ()
        assert to_do(view, NAMES) == ()


def test_what_was_taken_back_and_has_not_ended_yet_is_stopping() -> None:
    ended = a_seen(state=S.CLOSED, outcome="completed")
    treated = a_seen(**DRUGS, state=S.ENGAGED, engaged_at=AT)
    view = a_view(a_held(), a_seen(), a_seen(**DRUGS), ended, treated, state=ReferralState.WITHDRAWN)
    assert [is_stopping(view, one) for one in view.allocations] == [True, True, True, False, False]
    assert not is_stopping(a_view(a_seen()), a_view(a_seen()).allocations[0])


def test_a_record_that_can_be_mended_needs_the_sender_and_lateness_cannot() -> None:
    assert part_of(a_view(a_seen(), quality=(Q.DISTRICT_MISSING,))) is Part.NEEDS_YOU
    assert part_of(a_view(a_seen(), quality=(Q.REPORTED_LATE,))) is Part.BEING_HANDLED


@pytest.mark.parametrize(
    ("position", "part"),
    [
        (Position.GIVEN, Part.BEING_HANDLED),
        (Position.REFUSED, Part.BEING_HANDLED),
        (Position.WITHDRAWN, Part.BEING_HANDLED),
        (Position.UNABLE_TO_ASK, Part.NEEDS_YOU),
    ],
)
def test_a_person_who_was_asked_after_all_need_not_be_asked_again(position: Position, part: Part) -> None:
    consent = ConsentView(position=position, changed_at=AT)
    assert part_of(a_view(a_seen(), quality=(Q.CONSENT_NOT_ASKED,), consent=consent)) is part


def test_the_police_do_not_learn_from_the_list_whether_treatment_goes_on() -> None:
    """Once the person came, the list says closed, whether the work goes on or has ended."""
    goes_on = a_seen(**DRUGS, state=S.ENGAGED, engaged_at=AT)
    ended = a_seen(**DRUGS, state=S.CLOSED, outcome="completed", engaged_at=AT)
    assert part_of(a_view(goes_on)) is part_of(a_view(ended)) is Part.CLOSED
    assert part_of(a_view(goes_on, role=AgencyRole.HEALTH)) is Part.BEING_HANDLED


def test_a_question_names_the_agency_that_would_be_told() -> None:
    [question] = questions(a_view(a_held()), NAMES)
    assert "may Lantern be told?" in question.words
    assert question.by is AnsweredBy.CONSENT
    assert "may the service be told?" in questions(a_view(a_held()), {})[0].words


@pytest.mark.parametrize("missing", ["nrm_agreement", "safe_contact"])
def test_what_is_answered_without_the_record_says_so(missing: str) -> None:
    [question] = questions(a_view(a_held(missing)), NAMES)
    assert question.by is AnsweredBy.ANSWER
    assert "tell us" in question.words


def test_a_question_nobody_worded_is_asked_as_consent() -> None:
    assert questions(a_view(a_held("something_new")), NAMES)[0].by is AnsweredBy.CONSENT


def test_each_question_and_each_deed_is_said_once() -> None:
    view = a_view(a_held(), a_held(), a_held("safe_contact"), quality=(Q.CONSENT_NOT_ASKED, Q.NO_SAFE_CONTACT))
    assert [one.by for one in to_do(view, NAMES)] == [AnsweredBy.CONSENT, AnsweredBy.ANSWER]


def test_what_is_wrong_in_the_record_follows_what_is_asked() -> None:
    view = a_view(a_held(), quality=(Q.POSSIBLE_DUPLICATE, Q.DISTRICT_MISSING))
    assert [one.by for one in to_do(view, NAMES)] == [
        AnsweredBy.CONSENT,
        AnsweredBy.WITHDRAWAL,
        AnsweredBy.CORRECTION,
    ]


@pytest.mark.parametrize(
    ("state", "now"),
    [
        (S.OFFERED, "Accepted by the service"),
        (S.WAITING, "Accepted by the service"),
        (S.ACCEPTED, "Contact with the person"),
        (S.CONTACTING, "Contact with the person"),
        (S.ENGAGED, "Work with the person"),
    ],
)
def test_a_part_that_goes_on_shows_its_next_step(state: AllocationState, now: str) -> None:
    [part] = a_view(a_seen(state=state)).allocations
    way = way_of(part)
    assert [station.words for station in way if station.mark is Mark.NOW] == [now]
    assert way[0].mark is Mark.DONE


def test_a_held_part_waits_for_the_senders_answer() -> None:
    [part] = a_view(a_held()).allocations
    assert [(one.words, one.mark) for one in way_of(part)][:2] == [("Received", Mark.DONE), ("Your answer", Mark.NOW)]


def test_of_treatment_there_is_no_step_but_coming() -> None:
    [awaited] = a_view(a_seen(**DRUGS, state=S.CONTACTING)).allocations
    assert [one.words for one in way_of(awaited)] == ["Received", "Passed on to a service", "The person comes"]
    [came] = a_view(a_seen(**DRUGS, state=S.ENGAGED, engaged_at=AT)).allocations
    assert way_of(came) == ()


def test_what_is_over_has_no_next_step() -> None:
    [part] = a_view(a_seen(state=S.CLOSED, outcome="completed")).allocations
    assert way_of(part) == ()


def test_a_cursor_is_read_as_it_was_given_out() -> None:
    cursor = Cursor(AT, uuid4())
    assert read_cursor(cursor.text()) == cursor
    assert cursor.text().isascii()


@given(st.text(max_size=200))
def test_nothing_else_is_a_cursor(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_cursor(text)
    assert refused.value.kind is Kind.INVALID
