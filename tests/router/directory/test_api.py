"""The REST door of room and requests: own agency only, compare-and-set, the county's answer."""

from tests.builders.router_office import Office
from tests.builders.rulebook import the_county_part
from waymark.db import SYSTEM
from waymark.ids import ServiceId
from waymark_router.actions import in_force
from waymark_router.queries import find_availability
from waymark_router.service import load, read

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


async def _hand_over(office: Office, service: str, agency: str) -> None:
    """Load the county file in which another agency runs a service."""
    part = the_county_part()
    [entry] = [one for one in part["services"] if one["id"] == service]
    entry["agency"] = agency
    seed = await read(part, office.context)
    async with office.database.transaction(SYSTEM) as tx:
        await load(tx, seed, office.context)


async def _places(office: Office, service: str) -> list[int | None]:
    """What decisions would find of a service's places."""
    async with office.database.reader() as reader:
        found = await find_availability(reader, (await in_force(reader, office.context.own)).directory)
    known = found.get(ServiceId(service))
    return [line.vacancies for line in known.lines] if known else []


async def test_whoever_takes_a_service_over_tells_its_room_and_what_was_told_before_counts_for_nothing(
    office: Office,
) -> None:
    noor, lee = office.client("noor"), office.client("lee")
    assert (await noor.put(_ROOM, json={"vacancies": 3})).status_code == 200
    assert await _places(office, "lantern-adult") == [3]
    await _hand_over(office, "lantern-adult", "harbour-victim-care")
    assert await _places(office, "lantern-adult") == []
    assert (await lee.get("/router/v1/directory/room")).json()["lines"] == []
    for vacancies, version in ((1, 0), (2, 1)):
        told = await lee.put(_ROOM, json={"vacancies": vacancies, "version": version})
        assert told.status_code == 200, told.text
        assert await _places(office, "lantern-adult") == [vacancies]
    assert (await noor.put(_ROOM, json={"vacancies": 9, "version": 1})).status_code == 404
    await _hand_over(office, "lantern-adult", "lantern-sav")
    assert (await noor.put(_ROOM, json={"vacancies": 4, "version": 1})).status_code == 200
    assert await _places(office, "lantern-adult") == [4]


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
