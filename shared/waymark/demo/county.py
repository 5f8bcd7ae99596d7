"""Loads a county: one TOML file per service, each handed whole to the service that owns it.

Files are read and checked before anything is written; a broken one is one line that names file and entry.
"""

import asyncio
import json
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey

from waymark.clock import Clock
from waymark.db import SYSTEM
from waymark.errors import Kind, Refused
from waymark.opening import Addresses
from waymark.release_door import ReleaseDoor
from waymark.runner import opened_contexts
from waymark.service import Context, Service
from waymark.settings import Settings

BUILT_IN = Path(__file__).parent / "county"


def read_county(folder: Path) -> dict[str, dict[str, Any]]:
    """The parts of a county by service name. Raises Refused (invalid) with the file and line that is broken."""
    parts: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            parts[file.stem] = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Refused(Kind.INVALID, f"{file.name}: {error}", code="county_file") from None
    if not parts:
        raise Refused(Kind.INVALID, f"no county files (*.toml) in {folder.name}", code="county_file")
    return parts


def client_key(home: Path, client: str) -> OKPKey:
    """The demo client's private key, made on first use and kept in the home folder, readable by its owner only."""
    file = home / "keys" / f"client-{client}.json"
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = OKPKey.import_key(Ed25519PrivateKey.generate())
        with os.fdopen(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as opened:
            json.dump(key.as_dict(private=True), opened)
    return OKPKey.import_key(json.loads(file.read_text()))


async def load_county(
    services: Sequence[Service], settings: Settings, addresses: Addresses, clock: Clock, *, folder: Path
) -> None:
    """Hand each service its part, consent first: a client of the county gets its public key from the home folder.

    Raises Refused with file and entry; then nothing of any part was written.
    """
    parts = read_county(folder)
    unknown = sorted(set(parts) - {service.name for service in services})
    if unknown:
        raise Refused(Kind.INVALID, f"{unknown[0]}.toml: there is no service of that name", code="county_file")
    for client in parts.get("consent", {}).get("clients", []):
        if "public_jwk" not in client:
            client["public_jwk"] = client_key(settings.home, client["id"]).as_dict(private=False)
    door = ReleaseDoor.at("http://127.0.0.1:9")
    opened = opened_contexts(services, settings, addresses, clock, door=door, closing=asyncio.Event())
    refused: Refused | None = None
    async with opened as contexts:
        try:
            await _load_parts(services, parts, contexts)
        except Refused as error:  # raised below, outside the groups of tasks that would wrap it
            refused = error
    if refused is not None:
        raise refused


async def _load_parts(
    services: Sequence[Service], parts: Mapping[str, Mapping[str, Any]], contexts: Mapping[str, Context[Any, Any]]
) -> None:
    """Read and check all parts, then load them, each in its own transaction, and commit only when every one was taken;
    Refused names the part.

    A broken router.toml leaves no agencies behind: nothing of a county is in force before all of it can be.
    """
    named = [(one, one.load) for one in services if one.load is not None and one.name in parts]
    content: dict[str, Any] = dict(parts)
    for service, _ in named:
        if service.read is not None:
            with _of_part(service):
                content[service.name] = await service.read(parts[service.name], contexts[service.name])
    async with AsyncExitStack() as stack:
        for service, load in sorted(named, key=lambda one: one[0].name != "consent"):
            context = contexts[service.name]
            tx = await stack.enter_async_context(context.database.transaction(SYSTEM))
            with _of_part(service):
                await load(tx, content[service.name], context)


@contextmanager
def _of_part(service: Service) -> Iterator[None]:
    """What is refused within is refused of that service's part of the county."""
    try:
        yield
    except Refused as error:
        raise Refused(error.kind, f"{service.name}.toml: {error.title}", code=error.code) from None
