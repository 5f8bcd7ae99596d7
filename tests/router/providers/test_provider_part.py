"""Parts of a service: ages in months, status by date, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from tests.builders.provider import a_service
from waymark_router.providers.provider_part import (
    Lead,
    Opening,
    Status,
    StatusFrom,
    least_months,
    most_months,
    status_on,
    statuses_with,
)


def test_an_age_in_decimals_is_whole_months() -> None:
    assert (least_months(18), most_months(17)) == (216, 215)
    assert (least_months(Decimal("17.5")), most_months(Decimal("17.5"))) == (210, 210)
    assert (least_months(Decimal("17.55")), most_months(Decimal("10.25"))) == (211, 123)


def test_a_written_age_keeps_its_form() -> None:
    service = a_service(youngest=17.5, oldest=25)
    assert (service.youngest, service.oldest) == (Decimal("17.5"), 25)
    assert service.model_dump(mode="json")["youngest"] == "17.5"
    assert a_service(youngest="17.5") == a_service(youngest=17.5)
    with pytest.raises(ValidationError):
        a_service(youngest=131)


def test_a_status_changes_on_its_date() -> None:
    paused = StatusFrom(valid_from=date(2026, 11, 20), status=Status.PAUSED)
    again = StatusFrom(valid_from=date(2026, 12, 1), status=Status.OPEN)
    on = [status_on(Status.OPEN, (paused, again), day) for day in (date(2026, 11, 19), paused.valid_from, date.max)]
    assert on == [Status.OPEN, Status.PAUSED, Status.OPEN]
    with pytest.raises(ValidationError, match="in order"):
        a_service(statuses=[again, paused])


def test_hours_open_before_they_close_and_a_lead_is_a_post() -> None:
    with pytest.raises(ValidationError, match="opens before it closes"):
        Opening.model_validate({"day": 1, "opens": "17:00", "closes": "09:00"})
    with pytest.raises(ValidationError):
        Lead.model_validate({"post": "", "contact": "01926 000000"})


_OPEN, _PAUSED, _CLOSED = Status.OPEN, Status.PAUSED, Status.CLOSED


def _from(day: int, status: Status) -> StatusFrom:
    return StatusFrom(valid_from=date(2026, 12, day), status=status)


@pytest.mark.parametrize(
    ("dated", "wanted", "last", "becomes"),
    [
        ([], _from(5, _CLOSED), None, [_from(5, _CLOSED)]),
        ([], _from(5, _CLOSED), 11, [_from(5, _CLOSED), _from(12, _OPEN)]),
        ([_from(8, _PAUSED)], _from(5, _CLOSED), 11, [_from(5, _CLOSED), _from(12, _PAUSED)]),
        ([_from(8, _PAUSED), _from(20, _OPEN)], _from(5, _CLOSED), None, [_from(5, _CLOSED)]),
        ([_from(20, _PAUSED)], _from(5, _CLOSED), 11, [_from(5, _CLOSED), _from(12, _OPEN), _from(20, _PAUSED)]),
        ([_from(5, _CLOSED)], _from(5, _OPEN), None, []),
        ([], _from(5, _OPEN), None, []),
    ],
)
def test_a_status_between_two_days_leaves_the_rest_as_it_would_have_been(
    dated: list[StatusFrom], wanted: StatusFrom, last: int | None, becomes: list[StatusFrom]
) -> None:
    until = date(2026, 12, last) if last else None
    assert statuses_with(_OPEN, dated, wanted, until) == becomes
