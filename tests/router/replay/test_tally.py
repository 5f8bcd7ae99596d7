"""Decisions decided again are counted: the same, other, or of an earlier engine."""

from datetime import UTC, datetime
from uuid import UUID

from tests.builders.rulebook import the_county
from tests.builders.screened import a_referral_screened
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.decision_record import ENGINE_VERSION, is_of_this_engine, read_record, record_of
from waymark_router.deciding.question import question_from
from waymark_router.replay.tally import MOST_NAMED, Kept, Tally, decide_again

_COUNTY = the_county()
_BOOKS = {_COUNTY.rulebook.version: _COUNTY.rulebook}
_DIRECTORIES = {_COUNTY.directory.version: _COUNTY.directory}


def _kept(number: int, record: bytes) -> Kept:
    return Kept(UUID(int=number), number, _COUNTY.rulebook.version, _COUNTY.directory.version, record)


def _record() -> bytes:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    question = question_from(
        a_referral_screened(), districts=_COUNTY.rulebook.districts, now=at, previous=(), availability={}
    )
    decision = decide(question, _COUNTY.rulebook, _COUNTY.directory)
    return record_of(question, decision, _COUNTY.rulebook, _COUNTY.directory)


def test_each_decision_is_the_same_another_or_of_an_earlier_engine() -> None:
    record = _record()
    changed = record.replace(b'"service":"harbour-recovery"', b'"service":"ledger-fraud"')
    earlier = record.replace(f'"engine":"{ENGINE_VERSION}"'.encode(), b'"engine":"0"')
    several = [_kept(1, record), _kept(2, changed), _kept(3, earlier)]
    assert changed != record != earlier
    assert is_of_this_engine(read_record(record))
    tally = decide_again(several, _BOOKS, _DIRECTORIES)
    assert tally == Tally(replayed=2, earlier=1, differences=1, differing=(UUID(int=2),))
    assert tally.looked_at == 3


def test_what_can_no_longer_be_read_cannot_come_out_the_same() -> None:
    tally = decide_again([_kept(1, _record())], {_COUNTY.rulebook.version: None}, _DIRECTORIES)
    assert (tally.replayed, tally.differences) == (1, 1)


def test_pages_add_up_and_only_the_first_that_differ_are_named() -> None:
    page = Tally(70, 5, 70, tuple(UUID(int=n) for n in range(70)))
    both = page.plus(page)
    assert (both.replayed, both.earlier, both.differences) == (140, 10, 140)
    assert len(both.differing) == MOST_NAMED
