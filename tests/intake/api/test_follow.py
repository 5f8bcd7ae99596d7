"""Following a referral: its own sender sees where it stands, everybody else sees nothing, not even that it is there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.builders.police_record import a_police_body
from tests.builders.referral import AT
from tests.intake.conftest import Intake
from waymark.contracts.routing import Signpost
from waymark.db import SYSTEM
from waymark.ids import ServiceId
from waymark.words import AllocationState
from waymark_intake.following.progress import Seen
from waymark_intake.store import allocations, referrals

URL = "/intake/v1/referrals"


async def _sent(intake: Intake) -> str:
    async with intake.client() as client:
        reply = await client.post(URL, json=a_police_body(), headers={"idempotency-key": "key-1"})
    return str(reply.json()["id"])


async def _view(intake: Intake, referral: str) -> dict[str, Any]:
    async with intake.client() as client:
        view: dict[str, Any] = (await client.get(f"{URL}/{referral}")).json()
    return view


async def test_only_the_sender_follows_a_referral(intake: Intake) -> None:
    where = f"{URL}/{await _sent(intake)}"
    async with intake.client() as own, intake.client(intake.other_force) as other:
        view, hidden, nobodys = await own.get(where), await other.get(where), await other.get(f"{URL}/{uuid4()}")
    assert (view.status_code, view.json()["state"], view.json()["version"]) == (200, "received", 1)
    assert view.json()["allocations"] == view.json()["corrections"] == view.json()["signposts"] == []
    assert (hidden.status_code, hidden.json()["code"]) == (404, "referral_not_found")
    assert {name: hidden.json()[name] for name in ("title", "code")} == {
        name: nobodys.json()[name] for name in ("title", "code")
    }


async def test_the_police_are_told_of_signposts_and_of_treatment_only_that_somebody_came(intake: Intake) -> None:
    referral = await _sent(intake)
    sarc = Signpost(service=ServiceId("sarc"), name="Assault referral centre", how="Call at any hour.")
    seen = Seen(uuid4(), "substance_adult", "meridian-recovery", AllocationState.CLOSED, "", "", "completed", AT, AT)
    async with intake.database.transaction(SYSTEM) as tx:
        post = sarc.model_dump(exclude={"hidden_from_sender"})
        await referrals.save_routed(
            tx, [referrals.Routed(UUID(referral), uuid4(), AT + timedelta(minutes=1), [], [post])]
        )
        offered = replace(seen, state=AllocationState.OFFERED, outcome="", engaged_at=None)
        await allocations.save_allocations(tx, [allocations.SeenOf(UUID(referral), offered, by_provider=False)])
        await allocations.save_allocations(tx, [allocations.SeenOf(UUID(referral), seen, by_provider=True)])
    view = await _view(intake, referral)
    assert view["signposts"] == [{"service": "sarc", "name": "Assault referral centre", "how": "Call at any hour."}]
    [allocation] = view["allocations"]
    assert (allocation["attendance"], allocation["state"], allocation["outcome"]) == ("attended", None, None)
    assert (view["state"], view["outcomes"]) == ("closed", [])


async def test_the_history_of_a_referral_is_its_senders_and_nobody_elses(intake: Intake) -> None:
    referral = await _sent(intake)
    async with intake.client() as client:
        body = {"version": 1, "record": a_police_body(account="More.")}
        await client.post(f"{URL}/{referral}:correct", json=body, headers={"idempotency-key": "fix-1"})
        await client.post(f"{URL}/{referral}:withdraw", json={"reason": "duplicate"})
        history = (await client.get(f"{URL}/{referral}/history")).json()["history"]
    assert [(one["what"], one["version"], one["groups"]) for one in history] == [
        ("received", 1, []),
        ("corrected", 2, ["narrative"]),
        ("withdrawn", None, []),
    ]
    async with intake.client(intake.other_force) as other:
        assert (await other.get(f"{URL}/{referral}/history")).status_code == 404


async def test_every_step_that_is_only_a_look_leads_somewhere(intake: Intake) -> None:
    """An address in `allowed_next` that nobody can open would send a machine astray."""
    async with intake.client() as client:
        body, key = a_police_body(), {"idempotency-key": "every-step"}
        receipt = (await client.post("/intake/v1/referrals", json=body, headers=key)).json()
        looks = [step for step in receipt["allowed_next"] if step["method"] == "GET"]
        assert [step["step"] for step in looks] == ["follow", "history", "changes"]
        for step in looks:
            assert (await client.get(step["href"])).status_code == 200
