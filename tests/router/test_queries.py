"""What doors may ask."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.builders.routing import a_decline, a_lapse, an_acceptance, told
from tests.builders.rulebook import the_county
from tests.builders.screened import REFERRAL, a_referral_screened, a_scope, some_facts
from tests.builders.web import a_heard
from tests.router.conftest import Meddle
from waymark.clock import ReplayClock
from waymark.contracts.consent import ReferralScreened
from waymark.db import SYSTEM, Database
from waymark.ids import uuid7
from waymark.words import DeclinedBy, Need, OffenceClass, WithdrawReason
from waymark_router.actions import Shelf, answer_no, hear_queues, route_referrals
from waymark_router.queries import (
    account,
    count_routes,
    figures,
    find_directory,
    find_latest_decision,
    find_rulebook,
    find_unlike_their_replay,
    list_allocations,
    versions_in_force,
)


async def test_versions_are_named_once_published(published: Database) -> None:
    async with published.reader(SYSTEM) as reader:
        versions = await versions_in_force(reader)
        assert versions.rulebook == the_county().rulebook.version
        assert (await find_rulebook(reader, the_county().rulebook.version)).body == the_county().rulebook.body
        assert await find_directory(reader, the_county().directory.version) == the_county().directory


async def test_an_unknown_version_is_a_bug(database: Database) -> None:
    async with database.reader(SYSTEM) as reader:
        with pytest.raises(LookupError):
            await find_rulebook(reader, "none")
        with pytest.raises(LookupError):
            await find_directory(reader, "none")


async def test_the_latest_decision_is_found_even_within_one_instant(published: Database) -> None:
    for screening in (1, 2, 3):
        async with published.transaction(SYSTEM) as tx:
            heard = a_heard(a_referral_screened(screening=screening), tx.now)
            await route_referrals(tx, [heard], Shelf())
    async with published.reader(SYSTEM) as reader:
        latest = await find_latest_decision(reader, REFERRAL)
        assert latest is not None
        assert b'"screening":3' in latest.record
        assert [placed.service for placed in await list_allocations(reader, REFERRAL)] == ["harbour-recovery"]
        assert await find_latest_decision(reader, UUID(int=1)) is None


_FRAUD = some_facts(offence_class=OffenceClass.FRAUD, needs=(Need.FRAUD_RECOVERY,))


async def _route(database: Database, *screened: ReferralScreened) -> None:
    async with database.transaction(SYSTEM) as tx:
        await route_referrals(tx, [a_heard(one, tx.now) for one in screened], Shelf())


async def _no(database: Database, by: DeclinedBy | None) -> None:
    routed = [one for one in await told(database) if one.referral_id == REFERRAL][-1]
    async with database.transaction(SYSTEM) as tx:
        placed = routed.allocations[0]
        heard = a_lapse(REFERRAL, placed, tx.now) if by is None else a_decline(REFERRAL, placed, tx.now, by=by)
        await answer_no(tx, [heard], [by], Shelf())


async def test_each_pathway_is_counted_with_what_was_given_back_and_asked_of_another(published: Database) -> None:
    await _route(published, a_referral_screened(facts=_FRAUD))
    await _no(published, DeclinedBy.PROVIDER)
    await _no(published, None)
    async with published.reader(SYSTEM) as reader:
        counts = await count_routes(reader)
    fraud, triage = sorted(counts.pathways, key=lambda row: str(row["pathway"]))
    assert (fraud["pathway"], fraud["given_back"], fraud["re_routed"], fraud["unmet"]) == ("fraud", 2, 2, 1)
    assert (triage["pathway"], triage["offered"], triage["held"], triage["re_routed"]) == ("triage", 1, 0, 0)


async def test_the_persons_no_is_neither_given_back_nor_asked_of_another(published: Database) -> None:
    await _route(published, a_referral_screened(facts=_FRAUD))
    await _no(published, DeclinedBy.PERSON)
    async with published.reader(SYSTEM) as reader:
        [fraud] = (await count_routes(reader)).pathways
    assert (fraud["given_back"], fraud["re_routed"], fraud["said_no"]) == (0, 0, 1)


async def test_figures_say_what_is_held_for_how_long_and_what_nobody_could_take(
    published: Database, clock: ReplayClock
) -> None:
    held = a_referral_screened(referral_id=uuid7(clock.now()), scope=a_scope(ask=["harbour-victim-care"]))
    odd = a_referral_screened(facts=some_facts(offence_class=OffenceClass.ROAD))
    await _route(published, held, odd)
    clock.move_to(clock.now() + timedelta(hours=2))
    async with published.reader(SYSTEM) as reader:
        assert {one.code: one.value for one in await figures(reader) if "replay" not in one.code} == {
            "router_unmet_24h": 1,
            "router_alone": 0,
            "router_held": 1,
            "router_oldest_held_s": 7200,
        }
    clock.move_to(clock.now() + timedelta(hours=23))
    async with published.reader(SYSTEM) as reader:
        unmet, *_ = await figures(reader)
        assert unmet.value == 0


async def test_a_need_that_no_desk_got_is_a_warning_and_a_persons_no_is_none(published: Database) -> None:
    scope = a_scope(withhold=["triage-desk"])
    alone = a_referral_screened(facts=some_facts(offence_class=OffenceClass.ROAD), scope=scope)
    said_no = a_referral_screened(scope=a_scope(withhold=["harbour-victim-care", "triage-desk"]))
    await _route(published, alone, said_no)
    async with published.reader(SYSTEM) as reader:
        [figure] = [one for one in await figures(reader) if one.code == "router_alone"]
    assert (figure.value, figure.is_warning) == (1, True)


async def test_with_nothing_held_the_figures_are_nought(published: Database) -> None:
    async with published.reader(SYSTEM) as reader:
        assert [one.value for one in await figures(reader)] == [0] * 7


async def test_the_account_says_who_has_what_open_and_finds_nothing_wrong(published: Database) -> None:
    await _route(published, a_referral_screened(facts=_FRAUD))
    await _no(published, DeclinedBy.PROVIDER)
    async with published.reader(SYSTEM) as reader:
        ledger = await account(reader)
    assert ledger.referrals == {REFERRAL: "routed"}
    assert ledger.places == {(REFERRAL, "fraud"): ("harbour-victim-care",)}
    assert ledger.findings == ()


async def test_what_was_accepted_and_is_offered_again_went_backwards(published: Database) -> None:
    await _route(published, a_referral_screened())
    placed = (await told(published))[0].allocations[0]
    async with published.transaction(SYSTEM) as tx:
        await hear_queues(tx, [an_acceptance(REFERRAL, placed, tx.now)], Shelf())
        await tx.run("update allocations set state = 'offered'")
    async with published.reader(SYSTEM) as reader:
        assert [(one.invariant, one.referral_id) for one in (await account(reader)).findings] == [("I8", REFERRAL)]


async def test_an_older_screening_decided_after_a_newer_one_is_found(published: Database, meddle: Meddle) -> None:
    for screening in (1, 2):
        await _route(published, a_referral_screened(screening=screening))
    await meddle("update decisions set screening = 3 where screening = 1")
    async with published.reader(SYSTEM) as reader:
        assert [one.invariant for one in (await account(reader)).findings] == ["I8"]


async def test_a_service_that_has_the_same_pathway_twice_is_found(published: Database) -> None:
    await _route(published, a_referral_screened())
    async with published.transaction(SYSTEM) as tx:
        await tx.run(
            "insert into allocations"
            "(allocation_id, referral_id, pathway, service, agency, state, allocation, changed_at)"
            " select gen_random_uuid(), referral_id, pathway, service, agency, state, allocation, changed_at"
            " from allocations"
        )
    async with published.reader(SYSTEM) as reader:
        assert [one.invariant for one in (await account(reader)).findings] == ["I3"]


async def test_a_record_that_was_changed_does_not_come_out_the_same(published: Database, meddle: Meddle) -> None:
    await _route(published, a_referral_screened())
    async with published.reader(SYSTEM) as reader:
        assert await find_unlike_their_replay(reader, most=9) == []
    await meddle(
        "update decisions set record ="
        " convert_to(replace(convert_from(record, 'UTF8'), 'harbour-recovery', 'ledger-fraud'), 'UTF8')"
    )
    async with published.reader(SYSTEM) as reader:
        [found] = await find_unlike_their_replay(reader, most=9)
    assert (found.invariant, found.referral_id) == ("replay", REFERRAL)


async def test_only_a_referral_nobody_answered_for_counts_as_such(published: Database, clock: ReplayClock) -> None:
    taken_back = a_referral_screened(referral_id=uuid7(clock.now()), withdrawn=WithdrawReason.SENT_IN_ERROR)
    await _route(published, a_referral_screened(facts=_FRAUD), taken_back)
    await _no(published, DeclinedBy.PERSON)
    await _route(published, a_referral_screened(facts=_FRAUD, screening=2))
    async with published.reader(SYSTEM) as reader:
        counts = await count_routes(reader)
        assert (counts.referrals, counts.without_answer) == (2, 0)
    async with published.transaction(SYSTEM) as tx:
        await tx.run("delete from allocations")
        assert (await count_routes(tx)).without_answer == 1


async def test_two_agencies_never_have_one_pathway(published: Database) -> None:
    shelf = Shelf()
    async with published.transaction(SYSTEM) as tx:
        await route_referrals(tx, [a_heard(a_referral_screened(facts=_FRAUD), tx.now)], shelf)
    [first] = (await told(published))[0].allocations
    async with published.transaction(SYSTEM) as tx:
        await answer_no(tx, [a_lapse(REFERRAL, first, tx.now)], [None], shelf)
    [second] = (await told(published))[-1].allocations
    async with published.transaction(SYSTEM) as tx:
        await hear_queues(tx, [an_acceptance(REFERRAL, second, tx.now - timedelta(seconds=1))], shelf)
        await hear_queues(tx, [an_acceptance(REFERRAL, first, tx.now)], shelf)
    async with published.reader(SYSTEM) as reader:
        ledger = await account(reader)
        assert ledger.places == {(REFERRAL, "fraud"): ("harbour-victim-care",)}
        assert ledger.findings == ()
    for state in ("offered", "accepted"):
        async with published.transaction(SYSTEM) as tx:
            broken = f"update allocations set state = '{state}', accepted_at = null where service = 'ledger-fraud'"
            await tx.run(broken)
        async with published.reader(SYSTEM) as reader:
            assert [one.invariant for one in (await account(reader)).findings] == ["I3"]
