"""What a worker reads under "Why it came here" is the true reason, whatever happened on the way."""

from uuid import uuid4

from tests.builders.police_post import a_record
from tests.journeys.office import why
from tests.journeys.steps import offered_to, sent, taken, time_to_answer_is_over
from tests.journeys.test_things_change import somebody_new
from tests.journeys.world import World, until
from waymark_router.deciding.why_here import ASKED_BEFORE, NOBODY_ELSE, YOU_TOOK_IT


async def a_fraud(world: World) -> str:
    """A new referral of fraud."""
    key = f"why-{uuid4()}"
    return await sent(world, a_record(offence_code="053/40", victim=somebody_new(), force_reference=key), key)


async def test_after_a_no_and_after_silence_it_says_that_another_was_asked_and_not_who(world: World) -> None:
    declined, lapsed = await a_fraud(world), await a_fraud(world)
    item = await offered_to(world, "kit.ledger", declined)
    assert ASKED_BEFORE not in await why(world, "kit.ledger", declined)
    await taken(world, "kit.ledger", item, "decline", declined_by="provider", reason="no_capacity")
    await time_to_answer_is_over(world, await offered_to(world, "kit.ledger", lapsed))
    for referral in (declined, lapsed):
        item = await offered_to(world, "sam.harbour", referral)
        said = await why(world, "sam.harbour", referral)
        assert ASKED_BEFORE in said
        assert "Ledger" not in said.split("<main")[1].replace("Ledger moves house", "")
        await taken(world, "sam.harbour", item, "decline", declined_by="provider", reason="no_capacity")
        await offered_to(world, "pat.triage", referral)
        assert NOBODY_ELSE in await why(world, "pat.triage", referral)


async def test_after_a_correction_whoever_took_it_on_reads_that_it_stays(world: World) -> None:
    key = f"why-{uuid4()}"
    record = a_record(offence_code="053/40", victim=somebody_new(), force_reference=key)
    referral = await sent(world, record, key)
    await taken(world, "kit.ledger", await offered_to(world, "kit.ledger", referral), "accept")
    corrected = record | {"victim": record["victim"] | {"mobile": "07700900999"}}
    path = f"/intake/v1/referrals/{referral}:correct"
    reply = await world.police.post(path, {"version": 1, "record": corrected}, key=f"{key}-again")
    assert reply.status_code == 202, reply.text
    await until(lambda: why(world, "kit.ledger", referral), lambda said: YOU_TOOK_IT in said)
