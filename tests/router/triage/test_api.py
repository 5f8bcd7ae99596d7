"""The REST door of the desk: shortlist, assignment, suggestions, the register; each for its role alone."""

from tests.builders.router_office import Office
from tests.builders.routing import told
from tests.builders.screened import REFERRAL, a_referral_screened, a_scope, some_facts
from waymark.words import Need

_DEBT = some_facts(offence_class=None, needs=(Need.DEBT,))
_SHORTLIST = f"/router/v1/referrals/{REFERRAL}/shortlist"
_ASSIGN = f"/router/v1/referrals/{REFERRAL}/assignments"


async def test_the_desk_assigns_from_a_shortlist_with_waits(office: Office) -> None:
    await office.route(a_referral_screened(facts=_DEBT, scope=a_scope(withhold=["lantern-sav"])))
    pat = office.client("pat")
    shortlist = (await pat.get(_SHORTLIST)).json()
    by_id = {one["service"]: one for one in shortlist["options"]}
    assert (by_id["lantern-adult"]["may_choose"], by_id["lantern-adult"]["why_not"]) == (False, ["withheld"])
    wanted = {
        "pathway": "victim_recovery",
        "service": "harbour-recovery",
        "reason": "person_asked",
        "decision_id": shortlist["decision_id"],
        "needs": ["debt"],
    }
    assert (await pat.post(_ASSIGN, json=wanted | {"service": "lantern-adult"})).status_code == 409
    assert (await pat.post(_ASSIGN, json=wanted | {"reason": "because"})).status_code == 422
    assert (await pat.post(_ASSIGN, json=wanted)).status_code == 204
    assert (await pat.post(_ASSIGN, json=wanted)).json()["code"] == "decision.moved"
    routed = (await told(office.database))[-1]
    assert ("harbour-recovery", "offered") in {(str(one.service), one.state.value) for one in routed.allocations}


async def test_nobody_else_may(office: Office) -> None:
    await office.route(a_referral_screened(facts=_DEBT))
    for who in ("sam", "lee", "rae", "cat"):
        assert (await office.client(who).get(_SHORTLIST)).status_code == 403
        assert (await office.client(who).post(_ASSIGN, json={})).status_code == 403
    assert (await office.client("pat").get("/router/v1/unmet")).status_code == 403
    assert (await office.client("sam").get("/router/v1/suggestions")).status_code == 403
    assert (await office.client("rae").get("/router/v1/suggestions")).json() == {"suggestions": []}


async def test_a_commissioner_gets_counts_and_no_small_ones(office: Office) -> None:
    await office.route(a_referral_screened(facts=some_facts(offence_class=None, needs=(Need.DEBT,), age_years=88)))
    open_month = await office.client("cat").get("/router/v1/unmet?since=2026-11-01")
    assert (open_month.status_code, open_month.json()["code"]) == (422, "month_open")
    await office.a_month_ago()
    answer = (await office.client("cat").get("/router/v1/unmet")).json()
    assert answer["total"] == {"about": "all", "count": None}
    assert set(map(len, answer["by"].values())) == {0}  # nothing at all of one person
    assert (answer["since"], answer["until"]) == ("2025-11-01", "2026-10-31")
    empty = (await office.client("cat").get("/router/v1/unmet?since=2020-01-01&until=2020-02-01")).json()
    assert empty["by"]["need"] == []
