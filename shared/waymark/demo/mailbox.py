"""The demo's mailbox: the mail sink with a page of its own, so that alerts can be read."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.resources import files

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from waymark.errors import SettingsInvalid
from waymark.mail_sink import mail_sink
from waymark.settings import Settings


def _with_style(sink: ASGIApp) -> ASGIApp:
    """The sink's page with the style sheet it links to."""
    static = StaticFiles(directory=str(files("waymark.pages") / "static"))
    return Starlette(routes=[Mount("/static", static), Mount("/", sink)])


@asynccontextmanager
async def mailbox(settings: Settings) -> AsyncIterator[str]:
    """Take mail on `settings.mail_port` and show it on `settings.mail_page_port`; yields the page's address.

    Raises SettingsInvalid for a port that is taken.
    """
    async with AsyncExitStack() as stack:
        try:
            sink = await stack.enter_async_context(mail_sink(settings.host, settings.mail_port))
        except OSError as error:
            raise _taken("WAYMARK_MAIL_PORT", settings.mail_port) from error
        try:
            listener = socket.create_server((settings.host, settings.mail_page_port))
        except OSError as error:
            raise _taken("WAYMARK_MAIL_PAGE_PORT", settings.mail_page_port) from error
        page = uvicorn.Server(uvicorn.Config(_with_style(sink), log_config=None, lifespan="off", loop="none"))
        serving = asyncio.create_task(page._serve(sockets=[listener]))  # noqa: SLF001 - beneath its signal handling
        try:
            yield f"http://{settings.host}:{listener.getsockname()[1]}/"
        finally:
            page.should_exit = True
            await serving


def _taken(name: str, port: int) -> SettingsInvalid:
    return SettingsInvalid(f"setting {name}: port {port} is taken; is another demo running?")
