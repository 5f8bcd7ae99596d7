"""The partner's form as a browser would post it: the answers of each page, and pressing its buttons."""

import re
from collections.abc import Mapping
from typing import Any

import httpx

URL = "/intake/refer"
Answers = Mapping[str, Any]
_STATE = re.compile(r'name="state" value="([^"]+)"')
CANARIES = {
    "given_name": "zqrgivenaaaa",
    "family_name": "zqrfamilybbb",
    "mobile": "07700900123",
    "account": "zqraccountccc",
    "code_word": "zqrcodewordd",
    "sender_reference": "zqrreferenceee",
    "worker_name": "zqrworkerfff",
    "child": "zqrchildggg",
}
PERSON: Answers = {
    "given_name": CANARIES["given_name"],
    "family_name": CANARIES["family_name"],
    "date_of_birth-day": "2",
    "date_of_birth-month": "5",
    "date_of_birth-year": "1984",
    "home_district": "E07000220",
    "language": "Polish",
    "interpreter": "yes",
}
AROUND: Answers = {
    "household": "Her mother\nA lodger",
    "children": f"{CANARIES['child']}, 4\n",
    "parents_aware": "no",
    "parents_not_asked_because": "Not safe",
    "do_not_link": "risk_from_family",
}
CONTACT: Answers = {
    "mobile": CANARIES["mobile"],
    "mobile_safe": "yes",
    "text_safe": "no",
    "code_word": CANARIES["code_word"],
}
HELP: Answers = {
    "needs_crime": ["asb_support"],
    "needs_life": ["housing_advocacy"],
    "account": CANARIES["account"],
}
CONSENT: Answers = {
    "position": "given",
    "explicit": "yes",
    "given_by": "self",
    "how": "spoken",
    "wording": "refer/1",
    "asked_at-day": "23",
    "asked_at-month": "11",
    "asked_at-year": "2026",
    "asked_at-time": "9:15",
}
START: Answers = {"sender_reference": CANARIES["sender_reference"], "worker_name": CANARIES["worker_name"]}
PAGES: tuple[Answers, ...] = (START, PERSON, AROUND, CONTACT, HELP, CONSENT)


def state_in(page: httpx.Response) -> str:
    """The sealed state a page holds."""
    found = _STATE.search(page.text)
    assert found, page.text[:2_000]
    return found[1]


async def press(
    client: httpx.AsyncClient, page: httpx.Response, answers: Answers | None = None, *, go: str = "next"
) -> httpx.Response:
    """Fill in a page and press a button of it."""
    fields = {"state": state_in(page), "go": go, **(answers or {})}
    return await client.post(URL, data=fields)


async def checked(client: httpx.AsyncClient, pages: tuple[Answers, ...] = PAGES) -> httpx.Response:
    """Through all pages to the last, where it is checked and sent."""
    page = await client.get(URL)
    for answers in pages:
        page = await press(client, page, answers)
        assert page.status_code == 200, page.text
    assert "Check before you send" in page.text
    return page
