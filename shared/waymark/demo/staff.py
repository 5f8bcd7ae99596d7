"""A member of staff at the other side of the door: signs in by picking a person, then asks as a browser would."""

from typing import Any

import httpx

from waymark.errors import Unavailable


class Staff:
    """One signed-in member with a session cookie of their own."""

    def __init__(
        self, base_url: httpx.URL | str, member: str, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._http = httpx.AsyncClient(base_url=base_url, timeout=30, trust_env=False, transport=transport)
        self._member = member
        self._signed_in = False

    async def get(self, path: str, **query: str) -> Any:  # noqa: ANN401 - a JSON document
        """The JSON at `path`. Raises Unavailable for every answer that is no success."""
        return _answer(await self._ask("GET", path, params=query))

    async def post(self, path: str, body: object) -> Any:  # noqa: ANN401 - a JSON document
        """Post `body` as JSON and answer the JSON that came back."""
        return _answer(await self._ask("POST", path, json=body))

    async def page(self, path: str) -> str:
        """The HTML at `path`."""
        reply = await self._ask("GET", path, accept="text/html")
        reply.raise_for_status()
        return reply.text

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _ask(self, method: str, path: str, *, accept: str = "application/json", **more: Any) -> httpx.Response:  # noqa: ANN401
        """Ask, signing in first, and once more when the session has ended."""
        headers = {"Sec-Fetch-Site": "same-origin", "Accept": accept}
        if self._signed_in:
            reply = await self._http.request(method, path, headers=headers, **more)
            if reply.status_code != httpx.codes.UNAUTHORIZED:
                return reply
        await self._sign_in(headers)
        self._signed_in = True
        return await self._http.request(method, path, headers=headers, **more)

    async def _sign_in(self, headers: dict[str, str]) -> None:
        reply = await self._http.post("/consent/sign-in", data={"member": self._member}, headers=headers)
        if reply.status_code != httpx.codes.SEE_OTHER:
            raise Unavailable(f"{self._member} could not sign in: {reply.status_code}")


def _answer(reply: httpx.Response) -> Any:  # noqa: ANN401 - a JSON document
    if reply.is_error:
        raise Unavailable(f"{reply.request.method} {reply.request.url.path}: {reply.status_code} {reply.text[:200]}")
    return reply.json()
