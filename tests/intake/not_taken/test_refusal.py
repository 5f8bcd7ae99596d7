"""A refusal as it is counted: each kind of fault once, no number of a place, and never what was sent."""

from datetime import UTC, date, datetime

import pytest

from waymark.errors import Fault, Kind, Refused
from waymark_intake.not_taken.refusal import LONGEST_FIX, is_counted, refusal_of, sending_of, team_in

AT = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
SENDING = sending_of("police", "client", AT)


def test_the_week_is_the_local_one() -> None:
    assert SENDING.week == date(2026, 11, 16)
    assert sending_of("police", "client", datetime(2026, 6, 28, 23, 30, tzinfo=UTC)).week == date(2026, 6, 29)


def test_places_in_lists_lose_their_number_and_each_kind_of_fault_counts_once() -> None:
    faults = (
        Fault("/needs/0", "unknown_code", "choose"),
        Fault("/needs/17", "unknown_code", "choose"),
        Fault("/victim/mobile2", "x", "y"),
    )
    refusal = refusal_of(Refused(Kind.INVALID, "no", faults=faults), SENDING)
    assert [(fault.pointer, fault.code) for fault in refusal.faults] == [
        ("/needs", "unknown_code"),
        ("/victim/mobile2", "x"),
    ]


def test_a_refusal_without_faults_is_counted_by_its_own_code_and_a_long_fix_is_cut() -> None:
    refusal = refusal_of(Refused(Kind.UNSUPPORTED, "w" * 900, code="content_type"), SENDING)
    ((pointer, code, fix),) = [(fault.pointer, fault.code, fault.fix) for fault in refusal.faults]
    assert (pointer, code, len(fix)) == ("", "content_type", LONGEST_FIX)


@pytest.mark.parametrize(
    ("refused", "counts"),
    [
        (Refused(Kind.INVALID, "x"), True),
        (Refused(Kind.MALFORMED, "x"), True),
        (Refused(Kind.FORBIDDEN, "x", code="kind_not_yours"), True),
        (Refused(Kind.FORBIDDEN, "x", code="permission.missing"), False),
        (Refused(Kind.UNAUTHENTICATED, "x"), False),
        (Refused(Kind.CONFLICT, "x"), False),
        (Refused(Kind.NOT_FOUND, "x"), False),
    ],
)
def test_only_what_says_something_of_the_record_counts(refused: Refused, *, counts: bool) -> None:
    assert is_counted(refused) is counts


@pytest.mark.parametrize(
    ("raw", "team"),
    [
        (b'{"team": "north-2", "x": nan}', "north-2"),
        (b'{"account": "he said \\"team\\": \\"Smith\\""}', ""),
        (b'{"team": "Anna Smith"}', ""),
        (b"\xff", ""),
    ],
)
def test_the_team_is_found_in_what_cannot_be_read(raw: bytes, team: str) -> None:
    assert team_in(raw) == team
