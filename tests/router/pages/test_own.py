"""What the pages of rules stand on: as whom somebody acts, what a form posted, which refusals a page says itself."""

import pytest
from starlette.requests import Request

from tests.router.pages.conftest import Desk
from waymark.auth import Actor
from waymark.errors import Kind, Refused
from waymark.ids import AgencyId
from waymark.words import AgencyRole, Role
from waymark_router.pages.own import SEE_OTHER, editor_of, is_told_here, posted_by, see
from waymark_router.publishing.draft import Who


def test_the_editor_acts_by_the_settings_of_the_service(desk: Desk) -> None:
    actor = Actor(
        subject="rae.rules",
        kind="member",
        agency=AgencyId("opcc"),
        agency_name="Desk",
        agency_role=AgencyRole.COMMISSIONER,
        display_name="Rae Finch",
        roles=(Role.RULE_ADMINISTRATOR,),
        permissions=frozenset(),
        token="",
    )
    editor = editor_of(actor, desk.context)
    assert (editor.who, editor.agency) == (Who("rae.rules", "Rae Finch"), "opcc")
    assert editor.lead_s == desk.context.settings.publish_lead_s


@pytest.mark.parametrize(("kind", "is_told"), [(Kind.CONFLICT, True), (Kind.INVALID, True), (Kind.NOT_FOUND, False)])
def test_what_can_be_mended_on_the_page_is_said_there(kind: Kind, *, is_told: bool) -> None:
    assert is_told_here(Refused(kind, "No")) is is_told


async def test_several_values_of_one_name_are_all_posted() -> None:
    body = b"in%3Aneeds=isva&in%3Aneeds=housing&why="

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
    assert await posted_by(request) == {"in:needs": ["isva", "housing"], "why": [""]}
    assert (see("/x").status_code, see("/x").headers["location"]) == (SEE_OTHER, "/x")
