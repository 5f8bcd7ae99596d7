"""The REST door: why a referral went where it went, for those who may ask."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.builders.screened import REFERRAL, a_referral_screened
from tests.builders.web import TokenKey, a_browser, a_heard, a_member, a_token, bearer, make_known
from waymark.db import SYSTEM, Database
from waymark.http import build_app
from waymark.service import Context
from waymark.words import AgencyRole, Role
from waymark_router.actions import Shelf, route_referrals
from waymark_router.canonical import canonical_bytes
from waymark_router.deciding.decision_record import replay
from waymark_router.queries import find_directory, find_rulebook
from waymark_router.service import service
from waymark_router.settings import RouterSettings

Here = Context[RouterSettings, Shelf]
_KEY = TokenKey("k1")
_RAE: dict[str, Any] = {
    "subject": "rae.rules",
    "agency": "opcc",
    "agency_role": AgencyRole.COMMISSIONER,
    "roles": (Role.RULE_ADMINISTRATOR,),
}
_OLU: dict[str, Any] = {
    "subject": "olu.operator",
    "agency": "opcc",
    "agency_role": AgencyRole.COMMISSIONER,
    "roles": (Role.OPERATOR,),
}
_PAT: dict[str, Any] = {
    "subject": "pat.triage",
    "agency": "triage-desk",
    "agency_role": AgencyRole.TRIAGE,
    "roles": (Role.TRIAGE_WORKER,),
}


@pytest.fixture
async def client(published: Database, context: Here) -> AsyncIterator[httpx.AsyncClient]:
    now = context.clock.now()
    members = [a_member(now), a_member(now, **_RAE), a_member(now, **_PAT), a_member(now, **_OLU)]
    await make_known(published, now - timedelta(seconds=1), *members, keys=(_KEY.known(now),))
    async with published.transaction(SYSTEM) as tx:
        await route_referrals(tx, [a_heard(a_referral_screened(), tx.now)], context.own)
    async with a_browser(build_app({"router": (service, context)}, context.shared, ready=dict)) as found:
        yield found


def _as(who: dict[str, Any], context: Here) -> dict[str, str]:
    said = {key: value for key, value in who.items() if key in {"subject", "agency", "roles"}}
    return bearer(a_token(_KEY, context.clock.now(), **said))


async def test_a_decision_is_told_in_words_and_as_recorded(client: httpx.AsyncClient, context: Here) -> None:
    answer = await client.get(f"/router/v1/referrals/{REFERRAL}/decision", headers=_as(_PAT, context))
    assert answer.status_code == 200
    told = answer.json()
    assert told["explanation"][0].startswith("Row vr-offence: the offence is violence, robbery, burglary of a home")
    assert [placed["service"] for placed in told["allocations"]] == ["harbour-recovery"]
    record = canonical_bytes(told["record"])
    async with context.database.reader() as reader:
        rulebook = await find_rulebook(reader, told["record"]["rulebook"])
        directory = await find_directory(reader, told["record"]["directory"])
    assert replay(record, rulebook, directory) == record


async def test_who_read_a_decision_is_kept(client: httpx.AsyncClient, context: Here) -> None:
    await client.get(f"/router/v1/referrals/{REFERRAL}/decision", headers=_as(_PAT, context))
    async with context.database.reader(SYSTEM) as reader:
        found = await reader.rows("select actor, about from audit where act = 'decision.read'")
    assert [tuple(row) for row in found] == [("pat.triage", str(REFERRAL))]


async def test_whoever_writes_rules_does_not_read_decisions(client: httpx.AsyncClient, context: Here) -> None:
    answer = await client.get(f"/router/v1/referrals/{REFERRAL}/decision", headers=_as(_RAE, context))
    assert answer.status_code == 403


async def test_the_rulebook_in_force_is_told_in_words(client: httpx.AsyncClient, context: Here) -> None:
    answer = await client.get("/router/v1/rulebook", headers=_as(_RAE, context))
    assert answer.status_code == 200
    assert [table["name"] for table in answer.json()["tables"]] == ["pathways", "overlays", "providers"]


async def test_an_unknown_referral_is_not_found(client: httpx.AsyncClient, context: Here) -> None:
    answer = await client.get(f"/router/v1/referrals/{UUID(int=1)}/decision", headers=_as(_PAT, context))
    assert (answer.status_code, answer.json()["code"]) == (404, "decision.unknown")


async def test_provider_staff_may_not_read_decisions_or_rules(client: httpx.AsyncClient, context: Here) -> None:
    for path in (f"/router/v1/referrals/{REFERRAL}/decision", "/router/v1/rulebook"):
        assert (await client.get(path, headers=_as({}, context))).status_code == 403
        assert (await client.get(path)).status_code == 401


async def test_the_directory_says_who_takes_whom_and_how_long_people_wait(
    client: httpx.AsyncClient, context: Here
) -> None:
    answer = await client.get("/router/v1/directory", headers=_as(_PAT, context))
    assert answer.status_code == 200
    assert (await client.get("/router/v1/directory", headers=_as(_RAE, context))).json() == answer.json()
    told = {service["id"]: service for service in answer.json()["services"]}
    assert (told["willow-ce"]["pathway"], told["willow-ce"]["oldest"]) == ("child_exploitation", 17)
    waits = {wait["intervention"]: wait for wait in told["lantern-child"]["waits"]}
    assert waits["chisva"]["said"] == "1 week, as Lantern said on 9 November 2026"
    assert (waits["counselling"]["weeks"], waits["counselling"]["said"]) == (None, "not known")
    assert "sarc" in {signpost["service"] for signpost in answer.json()["signposts"]}


async def test_provider_staff_may_not_read_the_directory(client: httpx.AsyncClient, context: Here) -> None:
    assert (await client.get("/router/v1/directory", headers=_as({}, context))).status_code == 403


async def test_an_operator_reads_what_became_of_each_pathway(client: httpx.AsyncClient, context: Here) -> None:
    answer = await client.get("/router/v1/counts", headers=_as(_OLU, context))
    assert answer.status_code == 200
    [recovery] = answer.json()["pathways"]
    assert (recovery["pathway"], recovery["offered"], recovery["held"]) == ("victim_recovery", 1, 0)
