"""Everything one running county has left behind so far, in any of the worlds that journeys happen in.

What is asked of its pages is asked as an operator. Where a token is allowed is said here, and nowhere else: no table,
no topic, no log, no trace, no mail and no page of an operator may show any.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import parse_qsl

import httpx

from tests.canary.capture import Places, files, mails, pages, rows, server_log, topics, whole
from tests.canary.scan import Tokens
from tests.journeys.world import World
from waymark.service import installed_services

OPERATOR = "olu.operator"
ALLOWED: Mapping[str, frozenset[str]] = {}  # a place that may show a field is written here, with the law that says so
_TOKEN = re.compile(rb"zq[a-z2-7]{9,}|\d{12,}")


async def leavings(world: World, *, bootstrap: str = "") -> Places:
    """Rows of all schemas, logs of processes and server, topics, metrics, status pages, documents, errors, mails."""
    place = world.place
    found = await rows(place.addresses.owner, installed_services())
    found |= await server_log(place.addresses.owner)
    found |= files(place.settings.home)
    found |= mails(place.mail)
    found |= await pages(world.http, _public_pages())
    found |= await _metrics(world)
    for path in ("/status", *(f"/{name}/status" for name in installed_services())):
        found[f"page {path}"] = (await world.staff(OPERATOR).page(path)).encode()
    return found | (await topics(bootstrap) if bootstrap else {})


def _public_pages() -> dict[str, str]:
    paths = {f"document {name}": f"/{name}/openapi.json" for name in installed_services()}
    return paths | {"page sign-in": "/consent/sign-in", "page form": "/intake/form", "page nowhere": "/intake/nowhere"}


async def _metrics(world: World) -> Places:
    """Each process's own figures."""
    ports = world.place.ports or {"all": httpx.URL(world.url).port or 80}
    async with httpx.AsyncClient(trust_env=False) as http:
        return {
            f"metrics {name}": whole(await http.get(f"http://127.0.0.1:{port}/metrics")) for name, port in ports.items()
        }


class Sent:
    """Gathers the tokens of everything a client sends: whoever makes people, their tokens are looked for."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._names: dict[str, str] = {}
        http.event_hooks["request"].append(self._note)

    async def _note(self, request: httpx.Request) -> None:
        body = await request.aread()
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            self._walk("form", dict(parse_qsl(body.decode())))
        for line in body.splitlines():
            with suppress(ValueError):  # some clients send half a body
                self._walk("sent", json.loads(line))

    def _walk(self, name: str, value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                self._walk(f"{name}.{key}", inner)
        elif isinstance(value, list):
            for inner in value:
                self._walk(name, inner)
        elif isinstance(value, str):
            self._names |= {token.decode(): name for token in _TOKEN.findall(value.lower().encode())}

    def tokens(self) -> Tokens:
        """What was sent so far, named by its field."""
        return Tokens(self._names)

    def __len__(self) -> int:
        return len(self._names)
