"""What the sender's door reads: a referral as kept, or nothing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

from tests.builders.referral import AT, POLICE, a_score, a_submission
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId
from waymark.words import AllocationState, QualityFlag, ReferralState, WithdrawReason
from waymark_intake import actions, queries
from waymark_intake.following.progress import Seen
from waymark_intake.referral import RecordKind, Submission
from waymark_intake.store import allocations, referrals


async def test_a_kept_referral_reads_as_it_was_stored(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")
    flags = (QualityFlag.DATE_OF_BIRTH_MISSING, QualityFlag.REPORTED_LATE)
    submission = a_submission(quality=flags)
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [submission])
    async with database.reader(POLICE) as reader:
        kept = await queries.find_referral(reader, submission.referral_id)
        assert await queries.list_allocations(reader, submission.referral_id) == []
    assert kept is not None
    assert (kept.state, kept.quality, kept.unmet, kept.consent) == (ReferralState.RECEIVED, a_score(*flags), (), None)
    assert kept.clock is not None
    assert submission.clock is not None
    assert kept.clock.due_at == submission.clock.due_at
    assert (kept.version, kept.corrections, kept.signposts) == (1, (), ())


async def test_no_flag_is_an_empty_list(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")
    submission = a_submission()
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [submission])
    async with database.reader(POLICE) as reader:
        kept = await queries.find_referral(reader, submission.referral_id)
        assert await queries.find_referral(reader, uuid4()) is None
    assert kept is not None
    assert kept.quality == a_score()


async def test_without_a_police_clock_there_is_none_to_read(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    database = await open_database("intake")
    submission = a_submission(clock=None, kind=RecordKind.PARTNER)
    await _receive(database, submission)
    async with database.reader(POLICE) as reader:
        kept = await queries.find_referral(reader, submission.referral_id)
        sent = await queries.find_sent(reader, submission.referral_id)
    assert kept is not None
    assert kept.clock is None
    assert sent == queries.SentAs(submission.referral_id, submission.journey_id, RecordKind.PARTNER, AT)


async def test_how_a_referral_was_sent_is_its_own_agencys_to_know(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    database = await open_database("intake")
    submission = a_submission()
    await _receive(database, submission)
    async with database.reader("neighbour-police") as reader:
        assert await queries.find_sent(reader, submission.referral_id) is None


async def _receive(database: Database, *submissions: Submission) -> None:
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, submissions)


async def _hold(database: Database, referral_id: UUID, state: AllocationState) -> None:
    seen = Seen(uuid4(), "sav_adult", "lantern-sav", state, "explicit_consent", "sender", "", AT)
    async with database.transaction(SYSTEM) as tx:
        await referrals.save_routed(tx, [referrals.Routed(referral_id, uuid4(), AT, [])])
        await allocations.save_allocations(tx, [allocations.SeenOf(referral_id, seen, by_provider=False)])


async def _figures(database: Database) -> dict[str, float]:
    async with database.reader(SYSTEM) as reader:
        return {figure.code: figure.value for figure in await queries.figures(reader)}


async def test_an_operator_sees_what_is_not_routed_and_what_is_asked(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    database = await open_database("intake")
    nothing = {"intake_unrouted_over_60s": 0, "intake_oldest_unrouted_s": 0, "intake_asked": 0}
    nothing["intake_digests_given_up"] = 0
    assert await _figures(database) == nothing
    late, fresh, held, gone = (a_submission(received_at=AT - timedelta(seconds=age)) for age in (90, 60, 300, 400))
    await _receive(database, late, fresh, held, gone)
    await _hold(database, held.referral_id, AllocationState.HELD_CONSENT)
    await _hold(database, held.referral_id, AllocationState.HELD_DATA)
    async with database.transaction(SYSTEM) as tx:
        await actions.withdraw_referral(
            tx, gone.referral_id, reason=WithdrawReason.DUPLICATE, agency=AgencyId(POLICE), subject="records"
        )
    assert await _figures(database) == {
        "intake_unrouted_over_60s": 1,
        "intake_oldest_unrouted_s": 90,
        "intake_asked": 1,
        "intake_digests_given_up": 0,
    }


async def test_a_digest_that_was_given_up_is_a_warning_for_two_weeks(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    database = await open_database("intake")
    async with database.transaction(SYSTEM) as tx:
        for team, days in (("north", 13), ("south", 15)):
            await tx.run(
                "insert into digests(agency, team, week, state, subject, body, attempts, not_before)"
                " values ('police', :team, '2026-11-02', 'failed', '', '', 6, cast(:then as timestamptz))",
                {"team": team, "then": tx.now - timedelta(days=days)},
            )
    async with database.reader(SYSTEM) as reader:
        (warned,) = [one for one in await queries.figures(reader) if one.code == "intake_digests_given_up"]
    assert (warned.value, warned.warn_above) == (1, 0)


async def test_only_what_is_unrouted_for_too_long_is_a_warning(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    database = await open_database("intake")
    await _receive(database, a_submission(received_at=AT - timedelta(seconds=61)))
    async with database.reader(SYSTEM) as reader:
        found = await queries.figures(reader)
    assert [figure.code for figure in found if figure.is_warning] == ["intake_unrouted_over_60s"]


async def test_the_account_names_every_referral_once_with_its_state(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    database = await open_database("intake")
    waiting, routed = a_submission(), a_submission(sender="neighbour-police")
    await _receive(database, waiting, routed, waiting)
    await _hold(database, routed.referral_id, AllocationState.OFFERED)
    async with database.reader(SYSTEM) as reader:
        ledger = await queries.account(reader)
    assert ledger.referrals == {waiting.referral_id: "received", routed.referral_id: "routed"}
    assert (ledger.places, ledger.findings) == ({}, ())
