"""A sender's side of the door: gets a token with its client's private key and posts records, one or many.

Everything goes over HTTP as a real client would do it; nothing here reaches into a service.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import OKPKey

from waymark.clock import Clock
from waymark.errors import Unavailable
from waymark.ids import uuid7

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIFETIME = timedelta(minutes=4)
_LOOKS = 1000
_LOOK_S = 0.02


@dataclass(frozen=True)
class Answer:
    """What intake said to one line: the status it would have had alone, and the body."""

    line: int
    status: int
    body: dict[str, Any]

    @property
    def accepted(self) -> bool:
        """Whether the line became a referral."""
        return self.status == httpx.codes.ACCEPTED

    @property
    def is_not_now(self) -> bool:
        """Whether the same line may be taken a little later."""
        return self.status == httpx.codes.SERVICE_UNAVAILABLE


class Sender:
    """A machine client of one agency."""

    def __init__(self, http: httpx.AsyncClient, client_id: str, key: OKPKey, clock: Clock) -> None:
        self._http = http
        self._client_id = client_id
        self._key = key
        self._clock = clock
        self._token = ""
        self._until = clock.now()

    async def token(self) -> str:
        """A valid access token, asked for anew when the old one is about to end (RFC 7523)."""
        now = self._clock.now()
        if not self._token or now >= self._until:
            url = str(self._http.base_url.join("/consent/oauth/token"))
            claims = {
                "iss": self._client_id,
                "sub": self._client_id,
                "aud": url,
                "iat": int(now.timestamp()),
                "exp": int((now + _LIFETIME).timestamp()),
                "jti": str(uuid7(now)),
            }
            form = {
                "grant_type": "client_credentials",
                "client_assertion_type": _ASSERTION,
                "client_assertion": jwt.encode({"alg": "Ed25519"}, claims, self._key, algorithms=["Ed25519"]),
            }
            reply = await self._http.post("/consent/oauth/token", data=form)
            if reply.status_code != httpx.codes.OK:
                raise Unavailable(f"no token for {self._client_id}: {reply.json().get('error', reply.status_code)}")
            answer = reply.json()
            self._token = answer["access_token"]
            self._until = now + timedelta(seconds=answer["expires_in"] - 30)
        return self._token

    async def send(self, key: str, record: dict[str, Any]) -> httpx.Response:
        """Post one police record."""
        return await self.post("/intake/v1/referrals", record, key=key)

    async def send_partner(self, key: str, record: dict[str, Any]) -> httpx.Response:
        """Post one partner's record."""
        return await self.post("/intake/v1/partner-referrals", record, key=key)

    async def post(self, path: str, body: dict[str, Any], *, key: str = "") -> httpx.Response:
        """Post anything as this client; with an idempotency key where it is given."""
        headers = {"Authorization": f"Bearer {await self.token()}"} | ({"Idempotency-Key": key} if key else {})
        return await self._http.post(path, json=body, headers=headers)

    async def followed(self, referral: str) -> dict[str, Any]:
        """One of its referrals as the client may see it."""
        headers = {"Authorization": f"Bearer {await self.token()}"}
        reply = await self._http.get(f"/intake/v1/referrals/{referral}", headers=headers)
        reply.raise_for_status()
        found: dict[str, Any] = reply.json()
        return found

    async def send_batch(self, lines: Sequence[tuple[str, dict[str, Any]]]) -> AsyncIterator[Answer]:
        """Post many records as NDJSON and yield intake's answers as they come, one per line, in order."""
        headers = {"Authorization": f"Bearer {await self.token()}", "Content-Type": "application/x-ndjson"}
        body = b"".join(
            json.dumps({"idempotency_key": key, "record": record}, ensure_ascii=False).encode() + b"\n"
            for key, record in lines
        )
        async with self._http.stream(
            "POST", "/intake/v1/referrals:batch", content=body, headers=headers, timeout=120
        ) as reply:
            if reply.status_code != httpx.codes.OK:
                raise Unavailable(f"intake did not take the batch: {reply.status_code}")
            async for text in reply.aiter_lines():
                if text.strip():
                    answer = json.loads(text)
                    yield Answer(line=answer["line"], status=answer["status"], body=answer)

    async def routed(self, referral: str) -> None:
        """Wait until one referral has been routed; raises Unavailable when that takes too long."""
        for _ in range(_LOOKS):
            seen = await self.followed(referral)
            if seen["allocations"] or seen["unmet"]:
                return
            await asyncio.sleep(_LOOK_S)
        raise Unavailable(f"referral {referral} was accepted but not routed")
