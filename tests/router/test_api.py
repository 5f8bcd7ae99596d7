"""The REST door: why a referral went where it went, for those who may ask."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.builders.screened import REFERRAL, a_referral_screened, a_scope, some_facts
from tests.builders.web import TokenKey, a_browser, a_heard, a_member, a_token, bearer, make_known
from waymark.db import SYSTEM, Database
from waymark.http import build_app
from waymark.service import Context
from waymark.words import AgencyRole, Flag, Role
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
        screened = a_referral_screened(scope=a_scope(risk=["triage-desk"]))
        await route_referrals(tx, [a_heard(screened, tx.now)], context.own)
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
    async with context.database.reader(SYSTEM) as reader:
        rulebook = await find_rulebook(reader, told["record"]["rulebook"])
        directory = await find_directory(reader, told["record"]["directory"])
    assert replay(record, rulebook, directory) == record


async def test_who_read_a_decision_is_kept(client: httpx.AsyncClient, context: Here) -> None:
    await client.get(f"/router/v1/referrals/{REFERRAL}/decision", headers=_as(_PAT, context))
    async with context.database.reader(SYSTEM) as reader:
        found = await reader.rows("select actor, about from audit where act = 'decision.read'")
    assert [tuple(row) for row in found] == [("pat.triage", str(REFERRAL))]


async def _decided_anew(context: Here, **said: Any) -> None:
    async with context.database.transaction(SYSTEM) as tx:
        await route_referrals(tx, [a_heard(a_referral_screened(screening=2, **said), tx.now)], context.own)


async def test_a_desk_reads_nothing_of_what_consent_withholds_from_it(client: httpx.AsyncClient, context: Here) -> None:
    await _decided_anew(context, scope=a_scope(withhold=["triage-desk"]))
    theirs = await client.get(f"/router/v1/referrals/{REFERRAL}/decision", headers=_as(_PAT, context))
    unknown = await client.get(f"/router/v1/referrals/{UUID(int=1)}/decision", headers=_as(_PAT, context))
    assert (theirs.status_code, theirs.json()["code"]) == (404, "decision.unknown")
    assert _without_number(theirs.json()) == _without_number(unknown.json())
    async with context.database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from audit where act = 'decision.read'") == 0


def _without_number(problem: dict[str, Any]) -> dict[str, Any]:
    """A refusal without what names its request."""
    return {name: said for name, said in problem.items() if name not in {"request_id", "instance", "reference"}}


async def test_a_desk_that_is_asked_for_or_in_no_scope_reads_nothing(client: httpx.AsyncClient, context: Here) -> None:
    for screening, scope in ((2, a_scope(ask=["triage-desk"])), (3, a_scope(agencies=["harbour-victim-care"]))):
        async with context.database.transaction(SYSTEM) as tx:
            screened = a_referral_screened(screening=screening, scope=scope)
            await route_referrals(tx, [a_heard(screened, tx.now)], context.own)
        answer = await client.get(f"/router/v1/referrals/{REFERRAL}/decision", headers=_as(_PAT, context))
        assert answer.status_code == 404


async def test_a_desk_without_risk_reads_why_but_of_no_danger(client: httpx.AsyncClient, context: Here) -> None:
    path = f"/router/v1/referrals/{REFERRAL}/decision"
    facts = some_facts(flags=(Flag.HIGH_RISK, Flag.INTERPRETER))
    await _decided_anew(context, facts=facts, scope=a_scope(risk=["triage-desk", "harbour-victim-care"]))
    whole = (await client.get(path, headers=_as(_PAT, context))).text
    assert "high_risk" in whole
    assert "pr-danger" in whole
    async with context.database.transaction(SYSTEM) as tx:
        screened = a_referral_screened(screening=3, facts=facts, scope=a_scope(risk=["harbour-victim-care"]))
        await route_referrals(tx, [a_heard(screened, tx.now)], context.own)
    answer = await client.get(path, headers=_as(_PAT, context))
    assert answer.status_code == 200
    told = answer.json()
    for untold in ("high_risk", "high risk", "danger", "steps", "previous"):
        assert untold not in answer.text
    assert "A rule of the county counted that asks for more than your agency may see." in told["explanation"]
    assert told["allocations"][0]["flags"] == ["interpreter"]
    assert told["record"]["facts"]["age_years"] == 40
    assert told["record"]["allocations"][0]["flags"] == ["interpreter"]


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
