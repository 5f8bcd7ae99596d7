"""The REST door of room and requests: own agency only, compare-and-set, the county's answer."""

from tests.builders.router_office import Office

_ROOM = "/router/v1/directory/services/lantern-adult/room"


async def test_a_lead_tells_the_room_of_their_own_services(office: Office) -> None:
    noor = office.client("noor")
    answer = await noor.put(_ROOM, json={"population": "adults", "intervention": "isva", "vacancies": 2, "weeks": 3})
    assert answer.status_code == 200
    [line] = (await noor.get("/router/v1/directory/room")).json()["lines"]
    assert line == {
        "service": "lantern-adult",
        "population": "adults",
        "intervention": "isva",
        "vacancies": 2,
        "weeks": 3,
        "as_of": "2026-11-23",
        "told_by": "Lantern",
        "is_known": True,
        "version": 1,
    }
    stale = await noor.put(_ROOM, json={"population": "adults", "intervention": "isva", "vacancies": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "room.moved")


async def test_nobody_tells_for_another_agency_or_without_the_role(office: Office) -> None:
    told = {"vacancies": 1}
    assert (await office.client("lee").put(_ROOM, json=told)).status_code == 404
    for who in ("sam", "pat", "rae", "cat"):
        assert (await office.client(who).put(_ROOM, json=told)).status_code == 403
    assert (await office.client().put(_ROOM, json=told)).status_code == 401


async def test_figures_that_cannot_be_are_refused_by_field(office: Office) -> None:
    for body in ({"vacancies": "two"}, {"vacancies": -1}, {"vacancies": 1, "beds": 3}, {}):
        answer = await office.client("noor").put(_ROOM, json=body)
        assert answer.status_code == 422, body


async def test_a_change_is_asked_for_and_answered_by_the_county(office: Office) -> None:
    noor, rae = office.client("noor"), office.client("rae")
    asked = await noor.post("/router/v1/directory/services/lantern-adult/requests", json={"youngest": 17.5})
    assert asked.status_code == 202
    assert (await noor.get("/router/v1/directory/requests")).status_code == 403
    [waiting] = (await rae.get("/router/v1/directory/requests")).json()["requests"]
    assert waiting["change"] == {"youngest": {"was": 18, "becomes": "17.5"}}
    approve = f"/router/v1/directory/requests/{waiting['request_id']}/approve"
    version = (await rae.post(approve)).json()["version"]
    directory = (await rae.get("/router/v1/directory")).json()
    assert directory["version"] == version
    assert {one["id"]: one["youngest"] for one in directory["services"]}["lantern-adult"] == 17.5
    assert (await rae.post(approve)).status_code == 409


async def test_a_change_can_be_refused_and_a_wrong_one_names_its_field(office: Office) -> None:
    noor, rae = office.client("noor"), office.client("rae")
    path = "/router/v1/directory/services/lantern-adult/requests"
    for wanted, code in (({"agency": "x"}, "field.not_yours"), ({"oldest": "x"}, "field.wrong"), ({}, "change.none")):
        answer = await noor.post(path, json=wanted)
        assert answer.json()["code"] == code
    asked = (await noor.post(path, json={"status": "paused"})).json()["request_id"]
    assert (await rae.post(f"/router/v1/directory/requests/{asked}/refuse")).status_code == 204
