"""The public form, filled in over HTTP page by page as a browser without scripts does; with canary tokens.

`await send_form(client)` for an adult in Rugby who is hurt and says yes to support; `over` replaces single fields.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

import httpx

CANARIES = {
    "name": "zqfnameaaaaaa",
    "phone": "07319046285",
    "words": "zqfwordsccccc",
    "post": "zqfpostdddddd",
    "code_word": "zqfcodeeeeeee",
    "avoid": "zqfavoidffffff",
    "helper_name": "zqfhelpergggggg",
    "trusted_name": "zqftrustedhhhh",
    "not_to_know": "zqfsecretiiiii",
    "access": "zqfaccessjjjjj",
    "ethnicity": "zqfethnickkkkk",
}
URL = "/intake/form"
# The door asks whoever fills a form in faster than this to look at it again.
LEAST_S = 2.1
STEPS = ("who", "situation", "about", "contact", "careful", "needs", "consent")
FOR_ANOTHER = ("who", "helper", *STEPS[1:])
CALL = ("call",)
Fields = Mapping[str, str | Sequence[str]]


def an_answered_form(**over: Any) -> dict[str, dict[str, Any]]:
    """What is typed on each page; `over` replaces a field wherever it stands."""
    pages: dict[str, dict[str, Any]] = {
        "who": {"for_whom": "me", "safe_now": "yes"},
        "helper": {
            "helper_name": CANARIES["helper_name"],
            "helper_role": "friend",
            "helper_contact": "07700 900555",
            "helper_safe": "yes",
            "told": "yes",
        },
        "situation": {"situations": ["hurt"], "words": f"Synthetic {CANARIES['words']}"},
        "about": {"name": CANARIES["name"], "pronouns": "they", "age_group": "adult", "age": "34", "area": "E07000220"},
        "contact": {
            "phone": CANARIES["phone"],
            "call_safe": "yes",
            "text_safe": "no",
            "voicemail_safe": "no",
            "email": "",
            "email_safe": "",
            "post": f"3 {CANARIES['post']} Street\nRugby",
            "post_safe": "no",
            "trusted_name": CANARIES["trusted_name"],
            "trusted_contact": "07700 900444",
            "trusted_safe": "yes",
        },
        "careful": {
            "days": ["weekdays"],
            "hours": ["morning"],
            "times": "before ten",
            "hidden_number": "hide",
            "avoiding": ["who", "why"],
            "avoid": CANARIES["avoid"],
            "keep_message": "no",
            "code_word": CANARIES["code_word"],
            "not_to_know": CANARIES["not_to_know"],
            "no_reply": "trusted",
        },
        "needs": {"speaks": "en", "interpreter": "no", "access": CANARIES["access"], "wishes": ["woman"]},
        "equality": {"ethnicity": CANARIES["ethnicity"]},
        "consent": {f"help_{kind}": "yes" for kind in HELP},
        "call": {
            "safe_now": "yes",
            "phone": CANARIES["phone"],
            "call_safe": "yes",
            "voicemail_safe": "no",
            "times": "",
            "name": CANARIES["name"],
            "code_word": CANARIES["code_word"],
            "age_group": "adult",
            "speaks": "en",
            "interpreter": "no",
            "help_support": "yes",
        },
    }
    return {page: {name: over.get(name, value) for name, value in fields.items()} for page, fields in pages.items()}


HELP = ("support", "unwanted_sex", "home", "under_pressure", "made_to_work", "bereaved", "tricked", "substances")


def state_of(page: httpx.Response) -> str:
    """The hidden state of a page."""
    found = re.search(r'name="state" value="([^"]+)"', page.text)
    assert found, page.text
    return unescape(found[1])


def heading_of(page: httpx.Response) -> str:
    """The page's heading."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    assert found, page.text
    return unescape(found[1]).strip()


def reference_of(page: httpx.Response) -> str:
    """The reference on the last page, or "" where none was wanted."""
    found = re.search(r"<strong[^>]*>([0-9A-F]{4}-[0-9A-F]{4})</strong>", page.text)
    return found[1] if found else ""


async def press(
    client: httpx.AsyncClient, go: str, *, on: httpx.Response | None = None, **fields: Any
) -> httpx.Response:
    """Press a button of a page (of none: the first page), with these fields typed into it."""
    sent = {"state": state_of(on)} if on is not None else {}
    return await client.post(URL, data={**sent, **fields, "go": go}, headers={"accept": "text/html"})


async def fill_in(client: httpx.AsyncClient, steps: Sequence[str] = STEPS, **over: Any) -> httpx.Response:
    """Every page up to the one where the answers are checked; `steps=CALL` for who only wants to be called back."""
    pages = an_answered_form(**over)
    page = await press(client, "start")
    if over.get("for_whom") in {"child", "other"} and tuple(steps) == STEPS:
        steps = FOR_ANOTHER
    if tuple(steps) == CALL:
        page = await press(client, "call", on=page)
    for step in steps:
        page = await press(client, "next", on=page, **pages[step])
        assert page.status_code == 200, page.text
    assert heading_of(page) == "Check your answers", page.text
    return page


async def send_form(
    client: httpx.AsyncClient, steps: Sequence[str] = STEPS, *, pause_s: float = LEAST_S, **over: Any
) -> httpx.Response:
    """The last page, after everything was filled in and sent; its reference by `reference_of`.

    The person lives in Rugby, is 34 and hurt, and agrees to support workers; safe to call, nothing else is.
    """
    page = await fill_in(client, steps, **over)
    await asyncio.sleep(pause_s)
    sent = await press(client, "send", on=page, wants_reference="yes")
    assert sent.status_code == 200, sent.text
    return sent
