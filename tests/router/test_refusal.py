"""A wrong place is named in one line."""

from waymark.errors import Kind
from waymark_router.refusal import wrong


def test_a_wrong_place_is_one_line_with_a_pointer() -> None:
    refused = wrong("row vr-3, column age_years", "cell_limits", "use two whole numbers")
    assert (refused.kind, refused.title) == (Kind.INVALID, "row vr-3, column age_years: use two whole numbers")
    assert refused.faults[0].pointer == "/row_vr-3/column_age_years"
