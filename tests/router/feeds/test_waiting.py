"""A listing that waits: what changes in words, and who may answer what they saw."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from waymark.errors import Refused
from waymark_router.feeds.feed import Listing, listing_from
from waymark_router.feeds.waiting import Waiting, refuse_unless_answerable, seen_of

_ID = UUID("ac148810-d857-441c-9679-408f346de14b")
_THEN = Listing(str(_ID), "Refuge", telephone="01926 000001", youngest=16)
_NOW = Listing(str(_ID), "Refuge", telephone="01926 000000", fees="Free")


def _waiting(was: Listing | None) -> Waiting:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return Waiting("council", _ID, _THEN, was, ("rae",), ("Rae",), at, "", ())


def test_only_words_that_change_stand_side_by_side() -> None:
    assert _waiting(_NOW).changes() == [
        ("Telephone", "01926 000000", "01926 000001"),
        ("What it costs", "Free", "nothing"),
    ]
    assert _waiting(None).changes() == [("Name", "nothing", "Refuge"), ("Telephone", "nothing", "01926 000001")]


def test_what_was_seen_is_named_by_everything_it_says() -> None:
    assert _waiting(None).seen == seen_of(_THEN) == seen_of(listing_from(_THEN.as_json()))
    assert seen_of(_THEN) != seen_of(_NOW)


@pytest.mark.parametrize(
    ("chosen", "by", "code"),
    [
        ({}, "ada", "listing.none"),
        ({UUID(int=1): "x"}, "ada", "listing.settled"),
        ({_ID: seen_of(_NOW)}, "ada", "listing.moved"),
        ({_ID: seen_of(_THEN)}, "rae", "listing.own"),
        ({_ID: seen_of(_THEN)}, "sol", "listing.own"),
    ],
)
def test_nobody_answers_what_they_told_did_not_see_or_what_is_answered(
    chosen: dict[UUID, str], by: str, code: str
) -> None:
    waits = {_ID: (_THEN, ("rae", "sol"))}
    with pytest.raises(Refused) as refused:
        refuse_unless_answerable(waits, chosen, by=by)
    assert refused.value.code == code
    refuse_unless_answerable(waits, {_ID: seen_of(_THEN)}, by="ada")
