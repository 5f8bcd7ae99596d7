"""Requests made up from the OpenAPI document: none breaks the router, and no wrong one is taken."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.builders.made_up import Operation, Walker, without_sign_in
from tests.builders.screened import AGENCIES, REFERRAL, a_referral_screened, a_scope
from tests.builders.web import TokenKey, a_browser, a_heard, a_member, a_token, bearer, make_known
from waymark.db import SYSTEM, Database
from waymark.http import build_app
from waymark.service import Context
from waymark.words import AgencyRole, Role
from waymark_router.actions import Shelf, route_referrals
from waymark_router.service import service
from waymark_router.settings import RouterSettings

REFUSED_BY_STANDING = ("403", "404", "409")
"""What a write may be refused with beside what its own document says; any other answer is a mistake."""


async def the_referral(operation: Operation) -> Mapping[str, Any]:
    """The referral that was routed, wherever one is asked for."""
    return {"referral_id": str(REFERRAL)} if "{referral_id}" in operation.path else {}


@pytest.mark.timeout(300)
async def test_requests_made_up_for_every_role_never_break_the_router_and_wrong_ones_are_refused(
    published: Database, context: Context[RouterSettings, Shelf]
) -> None:
    key, now = TokenKey("k1"), context.clock.now()
    member: dict[str, Any] = {"subject": "all.roles", "agency": "opcc", "roles": tuple(Role)}
    known = a_member(now, agency_role=AgencyRole.COMMISSIONER, **member)
    await make_known(published, now - timedelta(seconds=1), known, keys=(key.known(now),))
    may_see_it = a_scope(agencies=(*AGENCIES, member["agency"]), risk=[member["agency"]])
    async with published.transaction(SYSTEM) as tx:
        await route_referrals(tx, [a_heard(a_referral_screened(scope=may_see_it), tx.now)], context.own)
    async with a_browser(build_app({"router": (service, context)}, context.shared, ready=dict)) as client:
        document = without_sign_in((await client.get("/router/openapi.json")).json())
        for operations in document["paths"].values():
            for method, operation in operations.items():
                if method != "get":
                    # What a step may be refused with depends on where things stand, not on its shape.
                    for status in REFUSED_BY_STANDING:
                        operation["responses"].setdefault(status, {"description": "a refusal"})
        signed = bearer(a_token(key, now, **member))
        walker = Walker(client, document, signed=lambda _: signed, fixed_of=the_referral, each=5)
        await walker.walk()
    assert walker.counted(200, label="GET /v1/referrals/{referral_id}/decision") > 0
    assert walker.counted(401) == 0
    assert walker.counted(422, kind="negative") >= 1
