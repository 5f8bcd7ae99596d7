"""Lists of room and of requests."""

from tests.builders.drafting import RAE
from tests.builders.router_office import Office
from tests.builders.rulebook import the_county
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId, ServiceId
from waymark_router.directory.queries import list_lines, list_own, list_waiting, rules_counting
from waymark_router.publishing.actions.emergency import switch_to_triage

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


async def test_during_an_emergency_the_rules_before_it_still_count_for_changes(
    published: Database, clock: ReplayClock
) -> None:
    async with published.reader(SYSTEM) as reader:
        (before,) = await rules_counting(reader)
    async with published.transaction(SYSTEM) as tx:
        made = await switch_to_triage(tx, "Why", editor=RAE)
    async with published.reader(SYSTEM) as reader:
        assert set(await rules_counting(reader)) == {before, made.version}
    clock.move_to(made.effective_from)
    async with published.reader(SYSTEM) as reader:
        assert await rules_counting(reader) == (made.version, before)
