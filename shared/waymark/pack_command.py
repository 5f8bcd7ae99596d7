"""`waymark pack`: a county's rules taken home as one file, compared with another county's, or proposed to it.

It is a client like any other and needs nothing of a service but its address. Not here: what a pack may say.
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from waymark.clock import SystemClock
from waymark.demo.sender import Sender
from waymark.errors import Kind, Refused, SettingsInvalid, Unavailable
from waymark.settings import Settings

_TIMEOUT_S = 60.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command is told."""
    parser.add_argument("action", choices=("export", "diff", "import"))
    parser.add_argument("file", type=Path, nargs="+", help="the pack's file; then those of packs it builds on")
    parser.add_argument("--map", type=Path, help="JSON file: which service and signpost here plays which role")
    parser.add_argument("--name", default="our-pathways", help="name of the pack that is exported")
    parser.add_argument("--version", type=int, default=1, help="version of the pack that is exported")
    parser.add_argument("--url", required=True, help="where Waymark is, such as https://waymark.example")
    parser.add_argument("--client", required=True, help="id of the machine client of the rules' office")
    parser.add_argument("--key", type=Path, required=True, help="file with the client's private key (JWK)")


async def run(given: argparse.Namespace, settings: Settings) -> int:
    """Do it and say what came of it; answers 0. Raises SettingsInvalid, Unavailable, or Refused with every fault."""
    del settings
    key, body = _key(given.key), {} if given.action == "export" else _body(given)
    async with httpx.AsyncClient(base_url=given.url, timeout=_TIMEOUT_S) as http:
        sender = Sender(http, given.client, key, SystemClock())
        try:
            headers = {"Authorization": f"Bearer {await sender.token()}"}
            if given.action == "export":
                reply = await http.get(
                    "/router/v1/pack", params={"name": given.name, "version": given.version}, headers=headers
                )
            else:
                word = "compare" if given.action == "diff" else "import"
                reply = await http.post(f"/router/v1/packs:{word}", json=body, headers=headers)
        except httpx.TransportError as error:
            raise Unavailable(f"{given.url} does not answer: {type(error).__name__}") from None
    if reply.is_error:
        raise Refused(Kind.INVALID, "\n  ".join(_refusal(reply)), code="pack")
    if given.action == "export":
        given.file[0].write_bytes(reply.content)
        print(f"{given.file[0]}: {given.name}, version {given.version}")
    else:
        _say(reply.json())
    return 0


def _key(file: Path) -> OKPKey:
    try:
        return OKPKey.import_key(json.loads(file.read_text()))
    except (OSError, ValueError, KeyError, JoseError) as error:
        raise SettingsInvalid(f"the key cannot be read: {type(error).__name__}") from None


def _body(given: argparse.Namespace) -> dict[str, Any]:
    return {"packs": [_json(file) for file in given.file], **(_json(given.map) if given.map else {})}


def _json(file: Path) -> dict[str, Any]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsInvalid(f"{file.name} cannot be read: {type(error).__name__}") from None
    if not isinstance(read, dict):
        raise SettingsInvalid(f"{file.name} is no JSON object")
    return read


def _refusal(reply: httpx.Response) -> list[str]:
    """Every fault in a line of its own: its place and what to do."""
    try:
        said = reply.json()
    except ValueError:
        return [f"answered {reply.status_code}"]
    faults = said.get("faults") or []
    return [said.get("title", f"answered {reply.status_code}"), *(f"{one['pointer']}: {one['fix']}" for one in faults)]


def _say(told: Mapping[str, Any]) -> None:
    print(f"{told['pack']}, version {told['version']}: {len(told['changes'])} differences")
    for change in told["changes"]:
        print(f"* {change['sentence']}")
    parts = {
        "left_out": "left out, for nobody here plays their role: row",
        "hours": "to set in the directory:",
        "agreements": "for the data protection lead:",
        "reasons": "reasons:",
        "forms": "for whoever makes forms:",
        "findings": "the check says:",
    }
    for part, words in parts.items():
        for sentence in told[part]:
            print(f"{words} {sentence}")
    if "draft_id" in told:
        print(f"draft {told['number']} is made ({told['draft_id']}): ask for its approval; what is in force stays")
