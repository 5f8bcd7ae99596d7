"""How much a client may send and how long it may take: a body is whole in memory before anything else is started.

So no slow client holds a database connection. What may be long (`Service.streamed`, by its whole path) is read as it
comes: its route has limits of its own, and the time counts anew with each piece. A form with files is taken there and
nowhere else, since a file that nobody asked for would be unpacked beside the fields. Not here: how many requests at
once (the server).
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from waymark.http.problems import problem

_CLOSE = {"connection": "close"}
_WITH_FILES = "multipart/"


class BodyLimit:
    """Answers 413 to a body over `most_bytes`, 408 to one not sent within `most_s` seconds, 415 to one with files.

    Bodies for the `streamed` addresses are left to their routes, as long as each piece comes in time.
    """

    def __init__(
        self, app: ASGIApp, *, most_bytes: int, most_s: float, streamed: Collection[re.Pattern[str]] = ()
    ) -> None:
        self._app = app
        self._streamed = tuple(streamed)
        self._most_bytes = most_bytes
        self._most_s = most_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then call the app with it."""
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
        elif any(pattern.fullmatch(scope["path"]) for pattern in self._streamed):
            await self._app(scope, self._patient(receive), send)
        elif _content_type(scope).startswith(_WITH_FILES):
            title = "This form takes no file"
            await _no(scope, 415, title=title, code="content_type")(scope, receive, send)
        else:
            await self._whole(scope, receive, send)

    async def _whole(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _announced(scope) > self._most_bytes:
            await self._refuse_large(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._most_s):
                body = await self._read(receive)
        except TimeoutError:
            slow = _no(scope, 408, title="The body took too long to arrive", code="body.slow")
            await slow(scope, receive, send)
            return
        if body is None:
            return
        if len(body) > self._most_bytes:
            await self._refuse_large(scope, receive, send)
            return
        await self._app(scope, _replay(bytes(body), receive), send)

    async def _read(self, receive: Receive) -> bytearray | None:
        """The body, or more than is allowed of it, or None where the client went away."""
        body = bytearray()
        while len(body) <= self._most_bytes:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        return body

    async def _refuse_large(self, scope: Scope, receive: Receive, send: Send) -> None:
        title = f"A body may have at most {self._most_bytes} bytes"
        await _no(scope, 413, title=title, code="body.too_large")(scope, receive, send)

    def _patient(self, receive: Receive) -> Receive:
        async def receive_soon() -> Message:
            try:
                async with asyncio.timeout(self._most_s):
                    return await receive()
            except TimeoutError:
                raise HTTPException(408) from None

        return receive_soon


def _no(scope: Scope, status: int, *, title: str, code: str) -> Response:
    return problem(Request(scope), status, title, code=code, headers=_CLOSE)


def _has_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _content_type(scope: Scope) -> str:
    return Headers(scope=scope).get("content-type", "").strip().lower()


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else 0


def _replay(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
