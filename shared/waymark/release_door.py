"""The one client of consent's release door: in this process or by URL, used by pages and jobs, never in a handler.

It fails closed: whatever goes wrong, nothing is shown. Nothing is kept. Not here: the decision itself, which is
consent's.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Self
from uuid import UUID

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.types import ASGIApp

from waymark import metrics
from waymark.auth import SESSION, SESSION_COOKIE, Actor
from waymark.errors import Kind, Refused, Unavailable
from waymark.words import Group

_PATH = "/consent/v1/release"
_LONGEST_S = 5.0


@dataclass(frozen=True)
class Released:
    """What consent let this actor see of one referral.

    `refused` is the coded reason where nothing may be seen ("" where something is); `withheld` names each group that
    is there but not shown, with its coded reason; `agreement` is id and version; `decision_id` names the logged act.
    """

    referral_id: UUID
    refused: str
    groups: dict[Group, dict[str, object]]
    withheld: dict[Group, str]
    agreement: str
    decision_id: UUID


class _ReleasedJson(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)

    referral_id: UUID
    refused: str
    groups: dict[Group, dict[str, object]]
    withheld: dict[Group, str]
    agreement: str
    decision_id: UUID


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)

    released: list[_ReleasedJson]


def _away() -> Unavailable:
    return Unavailable("names cannot be shown right now", retry_after=5)


class ReleaseDoor:
    """Asks consent, in the actor's own name, what it may see. Built by `over` (this process) or `at` (an address)."""

    def __init__(self, client: httpx.AsyncClient, longest_s: float) -> None:
        self._client = client
        self._longest_s = longest_s

    @classmethod
    def over(cls, app: ASGIApp, *, longest_s: float = _LONGEST_S) -> Self:
        """A door into this process's own app."""
        return cls(_client("http://localhost", httpx.ASGITransport(app)), longest_s)

    @classmethod
    def at(cls, url: str, *, longest_s: float = _LONGEST_S) -> Self:
        """A door to consent at `url` (scheme, host, port; the path is ours)."""
        return cls(_client(url.rstrip("/"), None), longest_s)

    async def release(self, referral_ids: Sequence[UUID], *, actor: Actor, purpose: str) -> list[Released]:
        """What `actor` may see of each referral for `purpose`, in the order asked.

        Raises Unavailable where consent is away or answers nonsense, Refused where it says no to the actor.
        """
        if not referral_ids:
            return []
        try:
            answer = await self._ask(referral_ids, actor, purpose)
        except (Unavailable, Refused) as error:
            metrics.releases.labels("unavailable" if isinstance(error, Unavailable) else "refused").inc(
                len(referral_ids)
            )
            raise
        given = {one.referral_id: one for one in answer.released}
        if not given.keys() >= set(referral_ids):
            metrics.releases.labels("unavailable").inc(len(referral_ids))
            raise _away()
        released = [Released(**dict(given[referral_id])) for referral_id in referral_ids]
        for one in released:
            metrics.releases.labels("refused" if one.refused else "released").inc()
        return released

    async def _ask(self, referral_ids: Sequence[UUID], actor: Actor, purpose: str) -> _Answer:
        asked = {
            "referrals": [str(referral_id) for referral_id in referral_ids],
            "purpose": purpose,
        }
        try:
            async with asyncio.timeout(self._longest_s):
                response = await self._client.post(_PATH, json=asked, headers=_shows(actor))
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            httpx.CookieConflict,
            TimeoutError,
            OSError,
        ):
            raise _away() from None
        _check(response.status_code)
        try:
            return _Answer.model_validate_json(response.content)
        except ValidationError:
            raise _away() from None

    async def close(self) -> None:
        """Close what connections are open."""
        await self._client.aclose()


def _client(base_url: str, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    # A client keeps cookies by itself: one actor's would then be shown for the next.
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    return httpx.AsyncClient(
        base_url=base_url,
        transport=transport,
        timeout=_LONGEST_S,
        follow_redirects=False,
        trust_env=False,
        cookies=no_cookies,
    )


def _shows(actor: Actor) -> dict[str, str]:
    """The actor's own token the way it was shown to us; a session's needs to say that no other site is behind it."""
    if actor.use == SESSION:
        return {
            "cookie": f"{SESSION_COOKIE}={actor.token}",
            "sec-fetch-site": "same-origin",
        }
    return {"authorization": f"Bearer {actor.token}"}


def _check(status: int) -> None:
    if status == httpx.codes.OK:
        return
    if status == httpx.codes.UNAUTHORIZED:
        raise Refused(Kind.UNAUTHENTICATED, "Sign in again", code="release.unauthenticated")
    if status == httpx.codes.FORBIDDEN:
        raise Refused(Kind.FORBIDDEN, "You may not open referrals", code="release.forbidden")
    raise _away()
