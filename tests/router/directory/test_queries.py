"""Lists of room and of requests."""

from tests.builders.router_office import Office
from tests.builders.rulebook import the_county
from waymark.ids import AgencyId, ServiceId
from waymark_router.directory.queries import list_lines, list_own, list_waiting

_LANTERN = the_county().directory.services[ServiceId("lantern-adult")]
_PATH = "/router/v1/directory/services/lantern-adult"


async def test_a_service_that_told_nothing_has_no_line(office: Office) -> None:
    async with office.database.reader() as reader:
        assert await list_lines(reader, [_LANTERN]) == {_LANTERN.id: []}
        assert await list_waiting(reader) == await list_own(reader, AgencyId("lantern-sav")) == []


async def test_lines_and_requests_come_in_order(office: Office) -> None:
    noor = office.client("noor")
    for population in ("children", "adults"):
        await noor.put(f"{_PATH}/room", json={"population": population, "vacancies": 1})
    for status in ("paused", "closed"):
        await noor.post(f"{_PATH}/requests", json={"status": status})
    async with office.database.reader() as reader:
        lines = (await list_lines(reader, [_LANTERN]))[_LANTERN.id]
        waiting, own = await list_waiting(reader), await list_own(reader, AgencyId("lantern-sav"))
    assert [one.line.population.value for one in lines] == ["adults", "children"]
    assert {one.change["status"]["becomes"] for one in waiting} == {"paused", "closed"}
    assert {one.request_id for one in own} == {one.request_id for one in waiting}
