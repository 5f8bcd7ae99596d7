"""An operator's page of one service: what it shows, who may see it, and two clicks for every act."""

import httpx
import pytest

from tests.builders.operating import CANARY, OLU, a_desk, a_service_with_figures, fail, set_aside
from tests.conftest import OpenDatabase
from tests.house.test_routes import guards
from waymark.clock import ReplayClock
from waymark.db import Database
from waymark.guard import AllowsPage
from waymark.permission import Permission
from waymark.settings import Settings
from waymark.status import pages

PAGE = "/consent/status"


async def audited(database: Database) -> list[tuple[str, str, str | None]]:
    async with database.reader() as reader:
        rows = await reader.rows("select act, actor, details->>'reason' as reason from audit order by id")
    return [(row.act, row.actor, row.reason) for row in rows]


async def test_warnings_come_first_in_words_with_their_section_of_the_runbook(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    await set_aside(open_database, behind=2)
    async with a_desk(open_database, clock, settings) as desk:
        page = (await desk.olu.get(PAGE)).text
    assert "Alerts waiting to be sent: 3 (should be none)" in page
    assert "Oldest alert waiting: 12 minutes (well up to 10 minutes)" in page
    assert "runbook: alerts_waiting" in page
    assert "1 referral stands still behind an event set aside" in page
    assert page.index("Somebody should look") < page.index("Alerts sent today")


async def test_a_service_that_is_well_needs_nobody(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    async with a_desk(open_database, clock, settings, a_service_with_figures(figures=None)) as desk:
        page = (await desk.olu.get(PAGE)).text
    assert "Nothing needs you." in page
    assert "Nothing is set aside." in page


@pytest.mark.parametrize("path", ["/status", PAGE, "/consent/status/parked/1:replay"])
async def test_only_an_operator_sees_it(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings, path: str
) -> None:
    async with a_desk(open_database, clock, settings) as desk:
        assert (await desk.sam.get(path)).status_code == 403
        away = await desk.stranger.get(path)
    assert (away.status_code, away.headers["location"]) == (303, f"/consent/sign-in?next={path.replace(':', '%3A')}")


async def test_replaying_takes_two_clicks_and_leaves_who_did_it(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    head = await set_aside(open_database, behind=1)
    async with a_desk(open_database, clock, settings) as desk:
        link = f"{PAGE}/parked/{head.id}:replay"
        assert f'href="{link}"' in (await desk.olu.get(PAGE)).text
        asked = await desk.olu.get(link)
        assert "and then the 1 event behind it, in order" in asked.text
        done = await desk.olu.post(link)
        assert done.headers["location"] == f"{PAGE}?done=replayed&n=2"
        assert "2 events handled again" in (await desk.olu.get(done.headers["location"])).text
        acts = await audited(desk.database)
        assert (await desk.olu.post(link)).status_code == 404
    assert acts.count(("event.replayed", OLU, None)) == 2
    assert [act for act, _, _ in acts].count("test.handled") == 2


async def test_one_that_fails_again_stays_with_its_newest_error_and_quotes_nobody(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    head = await set_aside(open_database)
    async with a_desk(open_database, clock, settings, a_service_with_figures(fail)) as desk:
        done = await desk.olu.post(f"{PAGE}/parked/{head.id}:replay")
        page = (await desk.olu.get(done.headers["location"])).text
        acts = await audited(desk.database)
    assert "It failed again and stays set aside" in page
    assert "ValueError at delivery.py" in page
    assert CANARY not in page
    assert "4 tries" in page
    assert ("event.replay_failed", OLU, None) in acts


async def test_a_body_is_never_shown(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> None:
    head = await set_aside(open_database, body=f'{{"given_name": "{CANARY}"}}'.encode())
    async with a_desk(open_database, clock, settings) as desk:
        done = await desk.olu.post(f"{PAGE}/parked/{head.id}:replay")
        pages = [await desk.olu.get(path) for path in (PAGE, "/status", f"{PAGE}/parked/{head.id}:discard")]
    assert "done=failed" in done.headers["location"]
    assert all(page.status_code == 200 and CANARY not in page.text for page in pages)
    assert "ValidationError at" in pages[0].text


async def test_discarding_needs_a_reason_and_leaves_who_and_why(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    head = await set_aside(open_database, behind=1)
    async with a_desk(open_database, clock, settings) as desk:
        link = f"{PAGE}/parked/{head.id}:discard"
        for wrong in ({}, {"reason": ""}, {"reason": "because Zephyrine said so"}):
            refused = await desk.olu.post(link, data=wrong)
            assert refused.status_code == 422
            assert "Choose why it is given up" in refused.text
            assert "Zephyrine" not in refused.text
        assert (await desk.olu.post(link, data={"reason": "overtaken"})).status_code == 303
        page = (await desk.olu.get(PAGE)).text
        acts = await audited(desk.database)
    assert acts == [("event.discarded", OLU, "overtaken")]
    assert "waits behind another" in page


async def test_who_may_only_read_cannot_act(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    head = await set_aside(open_database)
    async with a_desk(open_database, clock, settings) as desk:
        answers: list[httpx.Response] = [
            await desk.sam.post(f"{PAGE}/parked/{head.id}:replay"),
            await desk.sam.post(f"{PAGE}/parked/{head.id}:discard", data={"reason": "overtaken"}),
            await desk.olu.post(f"{PAGE}/parked/{head.id}:replay", headers={"sec-fetch-site": "cross-site"}),
        ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]


async def test_an_act_nobody_knows_is_refused(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    head = await set_aside(open_database)
    async with a_desk(open_database, clock, settings) as desk:
        assert (await desk.olu.get(f"{PAGE}/parked/{head.id}:forget")).status_code == 422
        assert (await desk.olu.get(f"{PAGE}/parked/999:replay")).status_code == 404


def test_every_route_says_whom_it_lets_in() -> None:
    asked = {str(path): guard for path, guard in guards(pages.router)}
    assert len(asked) == 4
    for path, guard in asked.items():
        assert isinstance(guard, AllowsPage), path
        wanted = Permission.SYSTEM_READ if path == "/status" else Permission.SYSTEM_OPERATE
        assert guard.permission is wanted
