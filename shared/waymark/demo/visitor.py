"""Somebody who asks for help by themselves: fills the public form in page by page, as a browser without scripts does.

No account and no cookie; what is typed carries the person's tokens. Not here: what the form makes of it.
"""

import asyncio
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from waymark.demo.people import Canaries
from waymark.errors import Unavailable

FORM = "/intake/form"
# Whoever is faster than this is asked to look again: the form takes them for a machine.
READS_S = 2.1
# Visitors are numbered apart from everybody else, so that no two people share a token.
FIRST_VISITOR = 2_000_000
_HELP = re.compile(r'name="(help_[a-z_]+)"')
_STATE = re.compile(r'name="state" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Visit:
    """What brings somebody to the form: what they tick, and how old they say they are."""

    situations: tuple[str, ...]
    age_group: str
    age: str


VISITS: tuple[Visit, ...] = (
    Visit(("sexual",), "adult", "34"),
    Visit(("taken", "hurt"), "adult", "52"),
    Visit(("carry",), "not_sure", "17"),
    Visit(("alcohol",), "adult", "41"),
)


def answers(visit: Visit, person: int, canaries: Canaries) -> list[dict[str, Any]]:
    """What is typed on each page before the one that asks for consent, in their order."""
    token = canaries.tokens(person)
    return [
        {"for_whom": "me", "safe_now": "yes"},
        {"situations": list(visit.situations), "words": f"Synthetic words {token['account']}"},
        {"name": token["given_name"], "age_group": visit.age_group, "age": visit.age, "area": "E07000220"},
        {
            "phone": f"07700900{person % 1000:03d}",
            "call_safe": "yes",
            "text_safe": "no",
            "voicemail_safe": "no",
            "email": f"{token['email']}@people.example",
            "email_safe": "no",
        },
        {"code_word": token["code_word"], "avoid": token["instructions"]},
        {"speaks": "en", "interpreter": "no"},
    ]


async def ask_for_help(http: httpx.AsyncClient, pages: list[dict[str, Any]]) -> None:
    """Fill the form in, agree to each kind of help it names, and send it.

    Raises Unavailable where a page says that something is wrong.
    """
    page = await _press(http, {"go": "start"})
    for fields in pages:
        page = await _press(http, {"state": _state(page), "go": "next", **fields})
    agreed = dict.fromkeys(_HELP.findall(page), "yes")
    page = await _press(http, {"state": _state(page), "go": "next", **agreed})
    await asyncio.sleep(READS_S)
    page = await _press(http, {"state": _state(page), "go": "send"})
    if _STATE.search(page):
        raise Unavailable("the form was not taken: its last page came back")


async def _press(http: httpx.AsyncClient, fields: Mapping[str, Any]) -> str:
    reply = await http.post(FORM, data=dict(fields), headers={"Accept": "text/html"})
    if reply.status_code != httpx.codes.OK or "There is a problem" in reply.text:
        raise Unavailable(f"the form did not take an answer: {reply.status_code}")
    return reply.text


def _state(page: str) -> str:
    found = _STATE.search(page)
    if found is None:
        raise Unavailable("the form has no next page")
    return html.unescape(found[1])
