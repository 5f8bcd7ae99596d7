"""The emergency switch says what it will do, asks why, and is told at once."""

from tests.router.pages.conftest import Desk
from tests.router.publishing.test_actions_deciding import live, told
from waymark.clock import ReplayClock
from waymark.db import Database
from waymark.words import PublicationKind
from waymark_router.settings import RouterSettings

PATH = "/router/rules/emergency"


async def test_one_person_switches_and_one_switches_back(desk: Desk, published: Database, clock: ReplayClock) -> None:
    before = await live(published)
    assert "every new referral goes to the triage desk" in (await desk.get(PATH)).text
    nothing = await desk.post(PATH, reason=" ")
    assert nothing.status_code == 422
    assert "Say why everything must go to the triage desk" in nothing.text
    assert (await desk.post(PATH, "sol.approver", reason="All goes astray")).status_code == 303
    lead_s = RouterSettings().publish_lead_s
    [event] = await told(published)
    assert (event.kind, (event.effective_from - clock.now()).total_seconds()) == (PublicationKind.EMERGENCY, lead_s)
    clock.move_to(event.effective_from)
    html = (await desk.get("/router/rules")).text
    assert "“All goes astray”" in html
    assert (await desk.post(PATH, reason="again", act="off")).status_code == 409
    assert "End the emergency" in (await desk.get(PATH)).text
    assert (await desk.post(PATH, reason="Mended", act="back")).status_code == 303
    clock.move_to((await told(published))[-1].effective_from)
    assert await live(published) != before
    assert "“All goes astray”" not in (await desk.get("/router/rules")).text


async def test_nobody_else_may(desk: Desk) -> None:
    assert (await desk.post(PATH, "pat.triage", reason="x")).status_code == 403
    assert (await desk.get(PATH, "sam.harbour")).status_code == 403
