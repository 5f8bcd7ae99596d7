"""People who come again: linked or put before a person, judged, undone, counted, kept apart, forgotten."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.builders.referral import AT, some_facts
from tests.intake.repeat.people import KEYS, WHO, of, record_of
from waymark.contracts.referral import Facts, ReferralReceived
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.ids import AgencyId
from waymark.words import Answer, Flag, Group, Need, OffenceClass, WithdrawReason
from waymark_intake import actions as intake
from waymark_intake.referral import Likeness, RecordKind, Submission
from waymark_intake.repeat import actions, queries
from waymark_intake.repeat.apart import Basis
from waymark_intake.repeat.decision import Hindrance
from waymark_intake.repeat.pair import Because, Judgement, Pair, PairMoved, PairState
from waymark_intake.repeat.record import MatchKeys

DAY = AT.date()
SISTER = replace(WHO, given="susan")


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


async def receive(database: Database, *submissions: Submission, keys: MatchKeys = KEYS) -> list[Facts]:
    """The facts that were told of each, in order."""
    async with database.transaction(SYSTEM) as tx:
        await intake.receive_referrals(tx, submissions, match_keys=keys)
        return [told.data.facts for told in tx.told if isinstance(told.data, ReferralReceived)]


async def pairs(database: Database, *, linked: bool = False) -> Sequence[Pair]:
    async with database.reader(SYSTEM) as reader:
        return await queries.list_to_review(reader, linked=linked)


async def judge(database: Database, pair: Pair, judgement: Judgement, version: int | None = None) -> None:
    async with database.transaction(SYSTEM) as tx:
        await actions.judge_pair(
            tx,
            pair.pair_id,
            judgement,
            because=Because.RECORDS_COMPARED,
            version=pair.version if version is None else version,
            actor="triage-1",
        )


async def test_whoever_comes_again_is_linked_and_counted(database: Database) -> None:
    first, second = of(days_ago=30), of()
    (told,) = await receive(database, first)
    assert (told.referrals_last_12_months, told.open_with_provider, told.flags) == (0, Answer.NO, ())
    (told,) = await receive(database, second)
    assert (told.referrals_last_12_months, told.open_with_provider) == (1, Answer.NO)
    assert told.flags == (Flag.REPEAT_VICTIM,)
    (pair,) = await pairs(database, linked=True)
    assert (pair.newer, pair.older, pair.state) == (second.referral_id, first.referral_id, PairState.LINKED)


async def test_a_stranger_is_nobody_known(database: Database) -> None:
    stranger = replace(WHO, given="ngozi", family="okafor", born_on=date(1999, 2, 3), house="9", postcode="b11aa")
    await receive(database, of(days_ago=3))
    (told,) = await receive(database, of(replace(stranger, street="elm rd", phones=())))
    assert told.referrals_last_12_months == 0
    assert await pairs(database) == await pairs(database, linked=True) == []


async def test_a_sister_is_put_before_a_person_and_counts_only_once_confirmed(database: Database) -> None:
    first, second, third = of(days_ago=30), of(SISTER, days_ago=10), of(SISTER)
    await receive(database, first)
    (told,) = await receive(database, second)
    assert told.referrals_last_12_months == 0
    (pair,) = await pairs(database)
    assert (pair.state, pair.hindrances) == (PairState.OPEN, (Hindrance.CONTRADICTION,))
    await judge(database, pair, Judgement.SAME)
    (told,) = await receive(database, third)
    assert told.referrals_last_12_months == 2


async def test_a_batch_compares_with_what_stands_before_it_in_the_batch(database: Database) -> None:
    told = await receive(database, of(days_ago=2), of(days_ago=1), of())
    assert [one.referrals_last_12_months for one in told] == [0, 1, 2]
    assert len(await pairs(database, linked=True)) == 2


async def test_what_is_known_of_a_referral_sent_again_is_told_once(database: Database) -> None:
    first = of()
    await receive(database, first)
    assert await receive(database, replace(first, referral_id=of().referral_id)) == []
    assert await pairs(database, linked=True) == []


async def test_the_same_report_sent_twice_is_no_repeat(database: Database) -> None:
    await receive(database, of(days_ago=1, reference_hash=b"x" * 32))
    (told,) = await receive(database, of(reference_hash=b"x" * 32))
    assert (told.referrals_last_12_months, told.flags) == (0, ())


async def test_what_is_longer_ago_than_the_limit_does_not_count_and_what_was_withdrawn_neither(
    database: Database,
) -> None:
    old, withdrawn = of(days_ago=366), of(days_ago=5)
    await receive(database, old)
    await receive(database, withdrawn)
    async with database.transaction(withdrawn.sender) as tx:
        await intake.withdraw_referral(
            tx,
            withdrawn.referral_id,
            reason=WithdrawReason.SENT_IN_ERROR,
            agency=withdrawn.sender,
            subject="clerk",
        )
    (told,) = await receive(database, of())
    assert told.referrals_last_12_months == 0


async def test_a_referral_open_with_a_provider_is_told(database: Database) -> None:
    first = of(days_ago=400)
    await receive(database, first)
    async with database.transaction(SYSTEM) as tx:
        await tx.run(
            "insert into allocations_seen(allocation_id, referral_id, sender, pathway, agency, state, missing, ask_of,"
            " outcome, by_provider, changed_at) values (gen_random_uuid(), :r, 's', 'p', 'a', 'engaged', '', '', '',"
            " true, now())",
            {"r": first.referral_id},
        )
    (told,) = await receive(database, of())
    assert (told.referrals_last_12_months, told.open_with_provider) == (0, Answer.YES)


async def test_somebody_who_uses_substances_and_was_a_victim_is_counted_but_no_repeat_victim(
    database: Database,
) -> None:
    await receive(database, of(days_ago=3))
    (told,) = await receive(database, of(facts=some_facts(needs=(Need.ALCOHOL,), offence_class=None)))
    assert (told.referrals_last_12_months, told.flags) == (1, ())


async def test_a_self_referral_is_never_linked_without_a_person(database: Database) -> None:
    await receive(database, of(days_ago=3))
    (told,) = await receive(database, of(kind=RecordKind.SELF))
    assert told.referrals_last_12_months == 0
    (pair,) = await pairs(database)
    assert pair.hindrances == (Hindrance.SELF_REFERRAL,)


async def test_whoever_fits_two_who_are_not_one_is_put_before_a_person(database: Database) -> None:
    await receive(database, of(days_ago=9), of(days_ago=8))
    (link,) = await pairs(database, linked=True)
    await judge(database, link, Judgement.UNDO)
    (told,) = await receive(database, of())
    assert told.referrals_last_12_months == 0
    assert [pair.hindrances for pair in await pairs(database)] == [(Hindrance.ANOTHER_AS_LIKELY,)] * 2


async def test_a_link_can_be_undone_and_made_again_and_all_of_it_is_kept(database: Database) -> None:
    first = of(days_ago=9)
    await receive(database, first, of(days_ago=8))
    (pair,) = await pairs(database, linked=True)
    await judge(database, pair, Judgement.UNDO)
    async with database.reader(SYSTEM) as reader:
        known = await queries.find_known(reader, [pair.newer], days=365)
        assert known[pair.newer].referrals == 0
    await judge(database, pair, Judgement.SAME, version=2)
    async with database.reader(SYSTEM) as reader:
        acts = await queries.list_acts(reader, pair.pair_id)
        found = await queries.find_pair(reader, pair.pair_id)
    assert [act.state for act in acts] == [PairState.LINKED, PairState.UNDONE, PairState.CONFIRMED]
    assert [act.actor for act in acts] == ["model 2026-11", "triage-1", "triage-1"]
    assert found is not None
    assert (found.state, found.version) == (PairState.CONFIRMED, 3)


async def test_of_two_workers_the_second_is_told_that_it_was_decided(database: Database) -> None:
    await receive(database, of(days_ago=9), of(SISTER, days_ago=8))
    (pair,) = await pairs(database)
    await judge(database, pair, Judgement.DIFFERENT)
    with pytest.raises(PairMoved):
        await judge(database, pair, Judgement.SAME)
    async with database.transaction(SYSTEM) as tx:
        with pytest.raises(Refused, match="no_such_pair"):
            await actions.judge_pair(
                tx, uuid4(), Judgement.SAME, because=Because.RELATIVES, version=1, actor="triage-1"
            )


@pytest.mark.parametrize(("apart", "other"), [(0, 1), (1, 0)])
async def test_who_is_kept_apart_is_linked_with_nobody_shown_to_nobody_and_counted_for_nobody(
    database: Database, apart: int, other: int
) -> None:
    secret = some_facts(offence_class=OffenceClass.SEXUAL)
    both = [of(days_ago=2), of(days_ago=1)]
    both[apart] = of(days_ago=2 - apart, is_apart=True, facts=secret)
    told = [facts for one in both for facts in await receive(database, one)]
    assert told[apart] == secret
    assert told[other].referrals_last_12_months == 0
    assert await pairs(database) == await pairs(database, linked=True) == []


async def test_with_a_basis_who_was_kept_apart_is_put_before_a_person(database: Database) -> None:
    first, secret = of(days_ago=2), of(days_ago=1, is_apart=True)
    await receive(database, first, secret)
    async with database.transaction(SYSTEM) as tx:
        await actions.record_basis(tx, secret.referral_id, Basis.EXPLICIT_CONSENT, KEYS, day=DAY, actor="triage-1")
    (pair,) = await pairs(database)
    assert ({pair.newer, pair.older}, pair.hindrances) == (
        {first.referral_id, secret.referral_id},
        (Hindrance.KEPT_APART,),
    )


async def test_who_must_not_be_linked_loses_the_links_of_the_model_and_gets_no_more(database: Database) -> None:
    first = of(days_ago=9)
    await receive(database, first, of(days_ago=8))
    async with database.transaction(SYSTEM) as tx:
        await actions.keep_apart(tx, first.referral_id, actor="triage-1")
    assert await pairs(database, linked=True) == []
    second = of(days_ago=1)
    await receive(database, replace(second, match=record_of(second.referral_id, replace(WHO, given="bob"))))
    assert all(first.referral_id not in {pair.newer, pair.older} for pair in await pairs(database, linked=True))
    async with database.transaction(SYSTEM) as tx:
        with pytest.raises(Refused, match="no_such_match_record"):
            await actions.keep_apart(tx, uuid4(), actor="triage-1")


async def test_who_must_not_be_linked_is_put_before_a_person(database: Database) -> None:
    first = of(days_ago=9)
    await receive(database, first)
    async with database.transaction(SYSTEM) as tx:
        await actions.keep_apart(tx, first.referral_id, actor="triage-1")
    await receive(database, of())
    assert [pair.hindrances for pair in await pairs(database)] == [(Hindrance.KEPT_APART,)]


async def correct(database: Database, submission: Submission, **over: Any) -> Facts:
    groups = {Group.IDENTITY: str(uuid4())}
    corrected = replace(
        submission,
        key_hash=uuid4().bytes,
        likeness=Likeness(groups=groups),
        **over,
    )
    async with database.transaction(SYSTEM) as tx:
        await intake.correct_referral(tx, corrected, version=1, match_keys=KEYS)
        (told,) = [told.data.facts for told in tx.told if isinstance(told.data, ReferralReceived)]
        return told


async def test_a_correction_is_compared_again(database: Database) -> None:
    first, second = of(days_ago=9), of(SISTER, days_ago=8)
    await receive(database, first, second)
    renamed = replace(second, match=record_of(second.referral_id))
    told = await correct(database, renamed)
    assert (told.referrals_last_12_months, told.flags) == (1, (Flag.REPEAT_VICTIM,))
    assert await pairs(database) == []
    (pair,) = await pairs(database, linked=True)
    assert pair.newer == second.referral_id


async def test_a_correction_that_names_nobody_any_more_empties_the_index(database: Database) -> None:
    first, second = of(days_ago=9), of(days_ago=8)
    await receive(database, first, second)
    told = await correct(database, replace(second, match=None))
    assert told.referrals_last_12_months is None
    assert await pairs(database, linked=True) == []


async def test_forgetting_leaves_nothing_of_a_referral(database: Database) -> None:
    first, second = of(days_ago=1200), of()
    await receive(database, first, second)
    async with database.transaction(SYSTEM) as tx:
        assert await actions.forget_people_received(tx, before=AT - timedelta(days=1095)) == 1
        assert await tx.value("select count(*) from match_records") == 1
        assert await tx.value("select (select count(*) from repeat_pairs) + (select count(*) from repeat_acts)") == 0


async def test_a_record_under_another_key_is_compared_with_nobody(database: Database) -> None:
    await receive(database, of(days_ago=3))
    other = replace(KEYS, record_key=b"q" * 32, record_key_id=2)
    (told,) = await receive(database, of(), keys=other)
    assert told.referrals_last_12_months == 0


@pytest.mark.parametrize("agency", ["warwickshire-police", "neighbour-police", ""])
async def test_no_sender_sees_anything_of_the_index(database: Database, agency: str) -> None:
    await receive(database, of(days_ago=2), of(), of(SISTER))
    async with database.reader(AgencyId(agency)) as reader:
        for table in ("match_records", "match_traces", "common_traces", "repeat_pairs", "repeat_acts"):
            assert await reader.value(f"select count(*) from {table}") == 0
