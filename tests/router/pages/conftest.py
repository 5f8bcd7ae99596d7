"""The pages of the rules for tests: an app over a database with the demo county, and the people who open them."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest

from tests.builders.web import TokenKey, a_browser, a_member, a_token, bearer, make_known
from waymark.db import Database
from waymark.http import build_app
from waymark.service import Context
from waymark.words import AgencyRole, Role
from waymark_router.actions import Shelf
from waymark_router.service import service
from waymark_router.settings import RouterSettings

_KEY = TokenKey("k1")
_PEOPLE: dict[str, dict[str, Any]] = {
    "rae.rules": {"agency": "opcc", "agency_role": AgencyRole.COMMISSIONER, "roles": (Role.RULE_ADMINISTRATOR,)},
    "ada.rules": {"agency": "opcc", "agency_role": AgencyRole.COMMISSIONER, "roles": (Role.RULE_ADMINISTRATOR,)},
    "sol.approver": {"agency": "opcc", "agency_role": AgencyRole.COMMISSIONER, "roles": (Role.RULE_APPROVER,)},
    "both.hats": {
        "agency": "opcc",
        "agency_role": AgencyRole.COMMISSIONER,
        "roles": (Role.RULE_ADMINISTRATOR, Role.RULE_APPROVER),
    },
    "pat.triage": {"agency": "triage-desk", "agency_role": AgencyRole.TRIAGE, "roles": (Role.TRIAGE_WORKER,)},
    "sam.harbour": {},
    "noor.lantern": {"agency": "lantern-sav", "agency_name": "Lantern"},
}


@dataclass
class Desk:
    """The people who open pages of the rules, each with a browser without scripts."""

    client: httpx.AsyncClient
    context: Context[RouterSettings, Shelf]

    def _headers(self, who: str) -> dict[str, str]:
        said = {key: value for key, value in _PEOPLE[who].items() if key in {"agency", "roles"}}
        token = a_token(_KEY, self.context.clock.now(), subject=who, **said)
        return {**bearer(token), "accept": "text/html"}

    async def get(self, path: str, who: str = "rae.rules") -> httpx.Response:
        return await self.client.get(path, headers=self._headers(who))

    async def post(self, path: str, who: str = "rae.rules", /, **fields: Any) -> httpx.Response:
        return await self.client.post(path, data=fields, headers=self._headers(who))

    async def a_draft(self, who: str = "rae.rules") -> str:
        """The address of a new draft."""
        answer = await self.post("/router/rules/drafts", who)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def fields(self, path: str, who: str = "rae.rules") -> dict[str, Any]:
        """What the row form of a page would post as it stands."""
        return fields_of((await self.get(path, who)).text)


def fields_of(html: str) -> dict[str, Any]:
    """What the largest form of a page would post as it stands."""
    form = max(re.findall(r"<form.*?</form>", html, re.DOTALL), key=len)
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if said.get("type") in {"checkbox", "radio"} and not re.search(r"\schecked", tag):
            continue
        found.setdefault(said["name"], []).append(unescape(said.get("value", "")))
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', body) or re.findall(r'value="([^"]*)"', body)
        found.setdefault(name, []).append(unescape(chosen[0]))
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = [unescape(body)]
    return found


@pytest.fixture
async def desk(published: Database, context: Context[RouterSettings, Shelf]) -> AsyncIterator[Desk]:
    now = context.clock.now()
    members = [a_member(now, subject=who, **over) for who, over in _PEOPLE.items()]
    lasting = _KEY.known(now, valid_to=now + timedelta(days=400))
    await make_known(published, now - timedelta(seconds=1), *members, keys=(lasting,))
    async with a_browser(build_app({"router": (service, context)}, context.shared, ready=dict)) as client:
        yield Desk(client, context)
