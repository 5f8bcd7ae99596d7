"""Receiving in batches: one effect per key, the same answer again, a flag on what is like an earlier referral."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders.referral import AT, POLICE, a_submission
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.words import QualityFlag, WithdrawReason
from waymark_intake import actions, queries
from waymark_intake.following.receipt import Receipt
from waymark_intake.recognition.event import AlreadyReferred
from waymark_intake.referral import Likeness, RecordKind, Submission

Opened = Callable[[str], Awaitable[Database]]


@pytest.fixture
async def database(open_database: Opened) -> Database:
    return await open_database("intake")


async def _receive(database: Database, *submissions: Submission) -> list[actions.Accepted | Refused]:
    async with database.transaction(SYSTEM) as tx:
        return await actions.receive_referrals(tx, submissions)


async def _count(database: Database, table: str) -> int:
    async with database.reader(SYSTEM) as reader:
        return int(await reader.value(f"select count(*) from {table}"))


async def test_a_batch_becomes_referrals_events_and_audit_rows_together(database: Database) -> None:
    outcomes = await _receive(database, *(a_submission() for _ in range(30)))
    assert all(isinstance(outcome, actions.Accepted) and not outcome.is_replay for outcome in outcomes)
    for table in ("referrals", "idempotency", "log", "audit"):
        assert await _count(database, table) == 30


async def test_the_same_record_under_the_same_key_is_one_referral_and_one_answer(database: Database) -> None:
    first = a_submission()
    again = replace(a_submission(), key_hash=first.key_hash)
    [one] = await _receive(database, first)
    [two] = await _receive(database, again)
    assert isinstance(one, actions.Accepted)
    assert isinstance(two, actions.Accepted)
    assert (two.reply, two.is_replay) == (one.reply, True)
    assert await _count(database, "referrals") == await _count(database, "log") == 1


async def test_a_key_used_for_another_record_is_refused(database: Database) -> None:
    first = a_submission()
    [_, other] = await _receive(
        database, first, replace(a_submission(), key_hash=first.key_hash, fingerprint=b"o" * 32)
    )
    assert isinstance(other, actions.KeyReused)
    assert other.code == "idempotency_key_reused"
    assert await _count(database, "referrals") == 1


async def test_two_agencies_may_use_the_same_key(database: Database) -> None:
    first = a_submission()
    outcomes = await _receive(database, first, a_submission(key_hash=first.key_hash, sender="neighbour-police"))
    assert [outcome.is_replay for outcome in outcomes if isinstance(outcome, actions.Accepted)] == [False, False]


async def test_a_batch_tried_again_after_an_unknown_end_is_no_replay(database: Database) -> None:
    submission = a_submission()
    await _receive(database, submission)
    [outcome] = await _receive(database, submission)
    assert isinstance(outcome, actions.Accepted)
    assert not outcome.is_replay
    assert await _count(database, "log") == 1


async def test_nothing_stays_of_a_transaction_that_fails(database: Database) -> None:
    async def receive_and_fail() -> None:
        async with database.transaction(SYSTEM) as tx:
            await actions.receive_referrals(tx, [a_submission()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await receive_and_fail()
    assert await _count(database, "idempotency") == await _count(database, "referrals") == 0


async def test_another_agency_sees_no_referral_of_ours(database: Database) -> None:
    submission = a_submission()
    await _receive(database, submission)
    async with database.reader("neighbour-police") as reader:
        assert await queries.find_referral(reader, submission.referral_id) is None
    async with database.reader() as reader:
        assert await queries.find_referral(reader, submission.referral_id) is None


def _alike(**over: object) -> Likeness:
    return Likeness(**({"content": b"c" * 32, "name": b"n" * 32, "born_on": b"b" * 32} | over))  # type: ignore[arg-type]


def _another(**over: Any) -> Submission:
    """A submission whose record as a whole is like no other."""
    return a_submission(**({"fingerprint": uuid4().bytes * 2} | over))


async def _flags(database: Database) -> dict[UUID, tuple[str, ...]]:
    async with database.reader(SYSTEM) as reader:
        return {row.referral_id: tuple(row.quality) for row in await reader.rows("select * from referrals")}


DUPLICATE = QualityFlag.POSSIBLE_DUPLICATE


@pytest.mark.parametrize("together", [True, False])
async def test_the_same_content_under_another_key_travels_on_flagged(database: Database, together: bool) -> None:
    first, second = _another(likeness=_alike()), _another(likeness=_alike())
    if together:
        await _receive(database, first, second)
    else:
        await _receive(database, first)
        await _receive(database, second)
    assert await _flags(database) == {first.referral_id: (), second.referral_id: (DUPLICATE,)}
    assert await _count(database, "log") == 2


async def test_the_receipt_and_the_event_say_so_too(database: Database) -> None:
    await _receive(database, _another(likeness=_alike()))
    flagged = _another(likeness=_alike(), quality=(QualityFlag.REFERENCE_MISSING,))
    [outcome] = await _receive(database, flagged)
    assert isinstance(outcome, actions.Accepted)
    codes = [advice.code for advice in Receipt.model_validate_json(outcome.reply).quality]
    assert codes == [QualityFlag.REFERENCE_MISSING, DUPLICATE]
    async with database.reader(SYSTEM) as reader:
        bodies = [bytes(row.body) for row in await reader.rows("select body from log order by seq")]
    assert ReferralReceived.model_validate_json(bodies[1]).quality == (QualityFlag.REFERENCE_MISSING, DUPLICATE)


async def test_the_same_again_under_the_same_key_is_no_duplicate(database: Database) -> None:
    first = a_submission(likeness=_alike(), reference_hash=b"r" * 32)
    await _receive(database, first, replace(a_submission(likeness=_alike()), key_hash=first.key_hash))
    await _receive(database, replace(a_submission(likeness=_alike()), key_hash=first.key_hash))
    assert await _flags(database) == {first.referral_id: ()}


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    ("over", "is_alike"),
    [
        ({"name": b"o" * 32}, True),
        ({"born_on": b"o" * 32}, True),
        ({"name": None, "born_on": None}, True),
        ({"name": b"o" * 32, "born_on": b"o" * 32}, False),
        ({"name": b"o" * 32, "born_on": None}, False),
    ],
)
async def test_two_victims_of_one_crime_are_no_duplicates_and_one_victim_twice_is(
    database: Database, over: dict[str, Any], is_alike: bool, together: bool
) -> None:
    first = _another(likeness=_alike(), reference_hash=b"r" * 32)
    second = _another(likeness=_alike(content=b"d" * 32, **over), reference_hash=b"r" * 32)
    if together:
        await _receive(database, first, second)
    else:
        await _receive(database, first)
        await _receive(database, second)
    assert await _flags(database) == {first.referral_id: (), second.referral_id: (DUPLICATE,) if is_alike else ()}


async def test_another_agency_an_old_record_or_a_withdrawn_one_is_no_duplicate(database: Database) -> None:
    withdrawn = _another(likeness=_alike())
    await _receive(
        database,
        _another(likeness=_alike(), sender="neighbour-police"),
        _another(likeness=_alike(), received_at=AT - timedelta(days=29)),
    )
    await _receive(database, withdrawn)
    async with database.transaction(SYSTEM) as tx:
        await actions.withdraw_referral(
            tx, withdrawn.referral_id, reason=WithdrawReason.DUPLICATE, agency=POLICE, subject="records"
        )
    last = _another(likeness=_alike())
    await _receive(database, last)
    assert set((await _flags(database)).values()) == {()}


async def test_who_has_no_police_clock_is_received_as_well(database: Database) -> None:
    [outcome] = await _receive(database, a_submission(clock=None, kind=RecordKind.PARTNER))
    assert isinstance(outcome, actions.Accepted)
    assert Receipt.model_validate_json(outcome.reply).police_clock is None
    async with database.reader(SYSTEM) as reader:
        row = await reader.row("select kind, reported_at, police_due_at from referrals")
    assert row is not None
    assert tuple(row) == ("partner", None, None)


async def _unchanged(database: Database, referrals: int) -> bool:
    return await _count(database, "referrals") == await _count(database, "log") == referrals


@pytest.mark.parametrize("together", [True, False])
async def test_the_same_record_under_other_keys_is_one_referral_whose_receipt_is_given_again(
    database: Database, together: bool
) -> None:
    several = [a_submission(likeness=_alike()) for _ in range(4)]
    outcomes = await _receive(database, *several) if together else []
    for submission in () if together else several:
        outcomes += await _receive(database, submission)
    accepted = [one for one in outcomes if isinstance(one, actions.Accepted)]
    assert [(one.is_replay, one.recognised) for one in accepted] == [(False, None), *[(True, "repeat")] * 3]
    assert {(one.referral_id, one.reply) for one in accepted} == {(several[0].referral_id, accepted[0].reply)}
    assert await _unchanged(database, 1)
    again = replace(a_submission(likeness=_alike()), key_hash=several[3].key_hash)
    [replayed] = await _receive(database, again)
    assert isinstance(replayed, actions.Accepted)
    assert (replayed.reply, replayed.is_replay, replayed.recognised) == (accepted[0].reply, True, None)
    assert await _count(database, "idempotency") == 4


async def test_a_used_key_does_not_come_to_stand_for_a_repeat_of_something_else(database: Database) -> None:
    first, other = a_submission(likeness=_alike()), _another()
    await _receive(database, first, other)
    [outcome] = await _receive(database, replace(a_submission(likeness=_alike()), key_hash=other.key_hash))
    assert isinstance(outcome, actions.KeyReused)
    assert await _unchanged(database, 2)


@pytest.mark.parametrize("together", [True, False])
async def test_another_record_of_the_same_event_is_told_where_it_belongs_and_stores_nothing(
    database: Database, together: bool
) -> None:
    first = _another(likeness=_alike(event=b"e" * 32))
    others = [_another(likeness=_alike(content=bytes([one]) * 32, event=b"e" * 32)) for one in range(2)]
    outcomes = await _receive(database, first, *others) if together else await _receive(database, first)
    for other in () if together else others:
        outcomes += await _receive(database, other)
    for outcome in outcomes[1:]:
        assert isinstance(outcome, AlreadyReferred)
        assert (outcome.referral_id, outcome.journey_id, outcome.version) == (first.referral_id, first.journey_id, 1)
        assert f"{first.referral_id}:correct" in outcome.faults[0].fix
    assert await _unchanged(database, 1)


@pytest.mark.parametrize(
    "over",
    [
        {"likeness": Likeness(content=b"c" * 32)},
        {"likeness": _alike(), "kind": RecordKind.SELF},
        {"likeness": _alike(), "sender": "neighbour-police"},
        {"likeness": _alike(), "received_at": AT + timedelta(days=29)},
        {"likeness": _alike(), "received_at": AT + timedelta(days=2), "kind": RecordKind.PARTNER},
    ],
    ids=["names nobody", "the person", "another sender", "after weeks", "a partner after days"],
)
async def test_the_same_record_is_another_referral_where_it_may_be_another_request(
    database: Database, over: dict[str, Any]
) -> None:
    await _receive(database, a_submission(**(over | {"sender": POLICE, "received_at": AT})))
    [outcome] = await _receive(database, a_submission(**over))
    assert isinstance(outcome, actions.Accepted)
    assert not outcome.is_replay
    assert await _unchanged(database, 2)


async def test_what_was_withdrawn_may_be_sent_again(database: Database) -> None:
    first = a_submission(likeness=_alike())
    await _receive(database, first)
    async with database.transaction(SYSTEM) as tx:
        await actions.withdraw_referral(
            tx, first.referral_id, reason=WithdrawReason.SENT_IN_ERROR, agency=POLICE, subject="records"
        )
    [outcome] = await _receive(database, a_submission(likeness=_alike()))
    assert isinstance(outcome, actions.Accepted)
    assert not outcome.is_replay
