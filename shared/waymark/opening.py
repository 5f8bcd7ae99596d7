"""Opens the database a URL names: the embedded server or one that is already there; the only place that looks.

What is not here: creating schemas and roles (`waymark.migrate`) and the service's own connection (`waymark.db`).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import asyncpg

from waymark.embedded import embedded_postgres
from waymark.errors import SettingsInvalid, Unavailable
from waymark.service import Service
from waymark.settings import Settings, load

DATABASE = "waymark"
_FORM = "write postgresql://name:password@host/database"


async def _nothing_to_watch() -> None:
    return None


@dataclass(frozen=True)
class Addresses:
    """Where the database is: the owner's URL (migrations only), one URL per service, and what must be watched.

    `watch` runs as long as the process does and restarts an embedded server that died.
    """

    owner: str
    services: Mapping[str, str]
    watch: Callable[[], Awaitable[None]] = _nothing_to_watch

    def passwords(self) -> dict[str, str]:
        """Each service role's password, for creating the roles."""
        return {name: unquote(urlsplit(url).password or "") for name, url in self.services.items()}


@asynccontextmanager
async def opened_database(
    settings: Settings, services: Sequence[Service], *, database: str = DATABASE
) -> AsyncIterator[Addresses]:
    """Open what `settings.database_url` names; `database` is made in an embedded server if it is not there.

    Raises SettingsInvalid or Unavailable with one line.
    """
    scheme = _scheme("WAYMARK_DATABASE_URL", settings.database_url)
    if scheme not in _OPENERS:
        raise SettingsInvalid(
            f"setting WAYMARK_DATABASE_URL: scheme {scheme!r} is not one of {', '.join(sorted(_OPENERS))}"
        )
    async with _OPENERS[scheme](settings, services, database) as addresses:
        yield addresses


@asynccontextmanager
async def _embedded(settings: Settings, services: Sequence[Service], database: str) -> AsyncIterator[Addresses]:
    async with embedded_postgres(settings.home.resolve()) as server:
        await _create_database(server.owner_url("postgres"), database)
        urls = {service.name: server.service_url(service.name, database) for service in services}
        yield Addresses(owner=server.owner_url(database), services=urls, watch=server.watch)


@asynccontextmanager
async def _named(settings: Settings, services: Sequence[Service], database: str) -> AsyncIterator[Addresses]:
    del database
    urls = {service.name: load(service.settings).database_url for service in services}
    for name, url in urls.items():
        if not url:
            raise SettingsInvalid(
                f"setting WAYMARK_{name.upper()}_DATABASE_URL: give {name} a login of its own on the server"
            )
        if _scheme(f"WAYMARK_{name.upper()}_DATABASE_URL", url) != "postgresql":
            raise SettingsInvalid(f"setting WAYMARK_{name.upper()}_DATABASE_URL: {_FORM}")
    yield Addresses(owner=settings.database_url, services=urls)


def _scheme(name: str, url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise SettingsInvalid(f"setting {name}: {_FORM}") from None
    return parts.scheme


_OPENERS = {"embedded": _embedded, "postgresql": _named}


async def _create_database(owner_url: str, database: str) -> None:
    try:
        connection = await asyncpg.connect(owner_url, timeout=5)
    except OSError as error:
        raise Unavailable("the embedded database does not answer") from error
    try:
        if not await connection.fetchval("select 1 from pg_database where datname = $1", database):
            await connection.execute(f"create database {database}")
    finally:
        await connection.close()
