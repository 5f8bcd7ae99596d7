"""Counting an agency's own referrals: by local week, team and flag as they were sent, and nobody else's."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.builders.referral import AT, POLICE, a_submission
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId
from waymark.words import Group, QualityFlag, WithdrawReason
from waymark_intake import actions
from waymark_intake.quality.figures import Other, Tally
from waymark_intake.quality.queries import list_others, read_figures
from waymark_intake.referral import Likeness, Submission
from waymark_intake.store import referrals

WEEKS = (date(2026, 11, 16), date(2026, 11, 23))
LATE, DISTRICT = QualityFlag.REPORTED_LATE, QualityFlag.DISTRICT_MISSING


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


async def _receive(database: Database, *submissions: Submission) -> None:
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, submissions)


async def test_what_was_sent_is_counted_by_week_team_and_flag(database: Database) -> None:
    sunday_night = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    await _receive(
        database,
        a_submission(team="north", quality=(LATE, DISTRICT)),
        a_submission(team="north"),
        a_submission(received_at=sunday_night, quality=(LATE,)),
        a_submission(received_at=datetime(2026, 11, 15, 12, tzinfo=UTC), quality=(LATE,)),
        a_submission(sender=AgencyId("neighbour-police"), team="north", quality=(DISTRICT,)),
    )
    async with database.reader(POLICE) as reader:
        figures = await read_figures(reader, POLICE, WEEKS)
    assert figures.by_week == (Tally(1, 0, 85.0), Tally(2, 1, 87.5))
    assert figures.teams == ("north", "")
    assert {(one.week, one.team, one.flag, one.sent) for one in figures.found} == {
        (WEEKS[0], "", LATE, 1),
        (WEEKS[1], "north", LATE, 1),
        (WEEKS[1], "north", DISTRICT, 1),
    }


async def test_another_agencys_reader_counts_nothing_even_when_it_names_us(database: Database) -> None:
    await _receive(database, a_submission(quality=(LATE,)))
    async with database.reader("neighbour-police") as reader:
        figures = await read_figures(reader, POLICE, WEEKS)
    assert (figures.sent, figures.found) == ((), ())


async def test_a_correction_mends_and_does_not_change_what_was_sent(database: Database) -> None:
    first = a_submission(quality=(LATE, DISTRICT), likeness=Likeness(groups={Group.FACTS: "1"}))
    await _receive(database, first)
    mended = replace(first, key_hash=b"k" * 32, quality=(LATE,), likeness=Likeness(groups={Group.FACTS: "2"}))
    async with database.transaction(POLICE) as tx:
        await actions.correct_referral(tx, mended, version=1)
    async with database.reader(POLICE) as reader:
        figures = await read_figures(reader, POLICE, WEEKS)
    assert figures.whole == Tally(1, 0, 75.0)
    assert {one.flag: (one.sent, one.mended) for one in figures.found} == {LATE: (1, 0), DISTRICT: (1, 1)}


async def test_an_answer_that_was_recorded_and_a_duplicate_taken_back_count_as_mended(database: Database) -> None:
    unasked = a_submission(quality=(QualityFlag.CONSENT_NOT_ASKED, DISTRICT))
    twice, kept = (a_submission(quality=(QualityFlag.POSSIBLE_DUPLICATE,)) for _ in range(2))
    await _receive(database, unasked, twice, kept)
    async with database.transaction(POLICE) as tx:
        await referrals.save_positions(tx, {unasked.referral_id: ("refused", AT)})
        await referrals.save_withdrawal(tx, twice.referral_id, WithdrawReason.DUPLICATE)
    async with database.reader(POLICE) as reader:
        figures = await read_figures(reader, POLICE, WEEKS)
    assert {one.flag: (one.sent, one.mended) for one in figures.found} == {
        QualityFlag.CONSENT_NOT_ASKED: (1, 1),
        QualityFlag.POSSIBLE_DUPLICATE: (2, 1),
        DISTRICT: (1, 0),
    }


async def test_what_other_was_is_counted_by_month_once_for_each_new_referral(database: Database) -> None:
    later = datetime(2026, 12, 1, 9, tzinfo=UTC)
    others: list[dict[str, Any]] = [
        {"others": ("need:debt",)},
        {"others": ("need:debt", "offence:road")},
        {"others": ("words",), "received_at": later},
        {"others": ("words",), "sender": AgencyId("neighbour-police")},
    ]
    submissions = [a_submission(**over) for over in others]
    await _receive(database, *submissions, replace(a_submission(others=("nothing",)), key_hash=submissions[0].key_hash))
    await _receive(database, a_submission(others=("need:debt",)))
    async with database.reader(POLICE) as reader:
        found = await list_others(reader, POLICE, since=AT.date().replace(day=1))
        of_december = await list_others(reader, POLICE, since=later.date())
    november = date(2026, 11, 1)
    assert of_december == (Other(later.date(), "words", 1),)
    assert found == (*of_december, Other(november, "need:debt", 3), Other(november, "offence:road", 1))
