"""What stands in the way of publishing is named by row with what to do."""

from datetime import date

import pytest

from tests.builders.drafting import a_fraud_row, the_rules
from tests.builders.rulebook import the_county
from waymark.errors import Kind, Refused
from waymark_router.checking.check import check_rules
from waymark_router.checking.search import Allowance
from waymark_router.checking.services import Known
from waymark_router.publishing.problem import refuse_errors, refuse_unknown
from waymark_router.publishing.row_change import with_row
from waymark_router.publishing.written import Written, read, rows_of
from waymark_router.rules.rule import TableName


def checked(written: Written) -> None:
    refuse_errors(check_rules(read(written), the_county().directory, Known(date(2026, 11, 23), Allowance(20_000))))


def test_the_demo_county_can_be_published() -> None:
    checked(the_rules())


def test_errors_are_refused_with_their_rows() -> None:
    *_, last = rows_of(the_rules(), TableName.PROVIDERS)
    with pytest.raises(Refused) as refused:
        checked(with_row(the_rules(), {**last, "then": {"services": ["ledger-fraud"]}}))
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "no_desk")
    assert [fault.pointer for fault in refused.value.faults] == ["/providers/pv-rest"]


@pytest.mark.parametrize(
    ("row", "code", "place"),
    [
        (a_fraud_row(then={"pathway": "fraud", "signpost": ["nowhere"]}), "signpost_unknown", "signpost 1"),
        (
            {"id": "pv-rest", "when": {}, "then": {"services": ["triage", "gone"]}, "why": "x"},
            "service_unknown",
            "service 2",
        ),
    ],
)
def test_what_the_directory_does_not_have_is_named_by_row_and_place(row: dict[str, str], code: str, place: str) -> None:
    rules = with_row(the_rules(), row)
    with pytest.raises(Refused) as refused:
        refuse_unknown(the_rules(), rules, the_county().directory)
    assert refused.value.code == code
    assert refused.value.title.startswith(f"row {row['id']}, {place}: ")
    refuse_unknown(rules, rules, the_county().directory)
