"""What a route may ask for: its service's context, a Reader, a Transaction that commits before the answer leaves.

Row security is set to the agency of whoever the route's guard let in; a public route sees nothing that is divided.
A route that needs every agency's rows says so by name.
"""

from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request

from waymark.db import SYSTEM, Reader, Transaction
from waymark.guard import admit
from waymark.service import Context


async def here(request: Request) -> Context[Any, Any]:
    """The context of the service that is being asked; async, since FastAPI gives any other dependency a thread."""
    return _context(request)


def _context(request: Request) -> Context[Any, Any]:
    context: Context[Any, Any] = request.app.state.context
    return context


async def reading(request: Request) -> AsyncIterator[Reader]:
    """A Reader for this request; the actor is proved first, whatever the order of parameters."""
    async with _context(request).database.reader(await _agency(request)) as reader:
        yield reader


async def writing(request: Request) -> AsyncIterator[Transaction]:
    """A Transaction for this request, committed when the route ends well: `Depends(writing, scope="function")`."""
    async with _context(request).database.transaction(await _agency(request)) as transaction:
        yield transaction


async def reading_all(request: Request) -> AsyncIterator[Reader]:
    """A Reader of every agency's rows, for a route that only whoever works for the whole county may ask."""
    await admit(request)
    async with _context(request).database.reader(SYSTEM) as reader:
        yield reader


async def writing_all(request: Request) -> AsyncIterator[Transaction]:
    """The same as a Transaction: `Depends(writing_all, scope="function")`."""
    await admit(request)
    async with _context(request).database.transaction(SYSTEM) as transaction:
        yield transaction


async def _agency(request: Request) -> str:
    actor = await admit(request)
    return actor.agency if actor else ""
