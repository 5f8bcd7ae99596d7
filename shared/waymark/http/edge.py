"""The outermost layer, pure ASGI: request ids, security headers, who may send forms, the last resort, the counts.

Nothing that a client says about itself is believed: no X-Forwarded-*, no trace of its own. Not here: bodies
(`waymark.http.limits`), what a route demands (`waymark.guard`).
"""

import ipaddress
import logging
import re
import time
import traceback
from collections.abc import MutableMapping
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from waymark import metrics
from waymark.auth import SESSION_COOKIE
from waymark.http.problems import REQUEST_ID, last_resort, problem
from waymark.logs import REQUEST
from waymark.settings import Settings

_log = logging.getLogger(__name__)
_access = logging.getLogger("waymark.access")
# A UUID and nothing else: a caller may put a name, a telephone or a crime number here, and it is logged.
_SANE_ID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_DROPPED = {b"traceparent", b"tracestate", b"baggage"}
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_FIVE_MINUTES = "public, max-age=300"
_A_YEAR = "public, max-age=31536000, immutable"
_TWO_YEARS = "max-age=63072000; includeSubDomains"


class Edge:
    """Wraps the whole app: see the module's sentence. An error nobody mapped ends here as a 500; the process lives."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._public_host = host_of(settings.url())
        self._on_loopback = is_loopback(settings.host)
        self._headers = dict(SECURITY_HEADERS)
        if not is_loopback(self._public_host):
            self._headers["strict-transport-security"] = _TWO_YEARS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; anything that is no HTTP request is not answered."""
        if scope["type"] != "http":
            return
        scope[REQUEST_ID] = _request_id(scope)
        REQUEST.set(scope[REQUEST_ID])  # the server gives every request a task of its own, and with it this variable
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name not in _DROPPED]
        answer = _Answer(send, scope, self._headers)
        started = time.monotonic()
        try:
            await self._answer(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 - the last resort (ASVS 16.5.4)
            _log_place(error, scope)
            if not answer.status:
                await last_resort(Request(scope))(scope, receive, answer)
        finally:
            _count(scope, answer, time.monotonic() - started)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if self._on_loopback and not self._is_ours(headers.get("host", "")):
            # Otherwise any web site could point its own name at this machine and read what is answered here.
            response = problem(Request(scope), 421, "This address is not served here", code="host.unknown")
        elif scope["method"] not in _SAFE_METHODS and is_cross_site(headers):
            response = problem(Request(scope), 403, "This form was not sent from our own page", code="cross_site")
        else:
            await self._app(scope, receive, send)
            return
        await response(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        name = host_of(f"//{host}")
        return bool(name) and (name == self._public_host or "." not in name or is_loopback(name))


class _Answer:
    """Sends on what the app answers, with our headers, and remembers the status."""

    def __init__(self, send: Send, scope: Scope, headers: MutableMapping[str, str]) -> None:
        self._send = send
        self._scope = scope
        self._headers = headers
        self.status = 0
        self.is_stream = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers.update(self._headers)
            headers["x-request-id"] = self._scope[REQUEST_ID]
            headers["cache-control"] = self._kept_for() if self._is_static() else "no-store"
            self.is_stream = headers.get("content-type", "").startswith("text/event-stream")
        await self._send(message)

    def _kept_for(self) -> str:
        """A static file whose address names its version never changes at that address."""
        return _A_YEAR if bytes(self._scope.get("query_string", b"")).startswith(b"v=") else _FIVE_MINUTES

    def _is_static(self) -> bool:
        found = self.status in {200, 304}
        return found and str(self._scope["path"]).startswith("/static/")


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def host_of(url: str) -> str:
    """The host a URL names, in small letters, or "" where it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_cross_site(headers: Headers) -> bool:
    """Whether an unsafe request might come from another site's page in a signed-in person's browser.

    A bearer token is never added by a browser by itself, so requests with one are let through. With a session cookie
    the browser must say that the page was ours; without one (the sign-in form, machines) it must not say otherwise.
    """
    if headers.get("authorization", "")[:7].lower() == "bearer ":
        return False
    is_signed_in = SESSION_COOKIE in cookie_parser(headers.get("cookie", ""))
    if site := headers.get("sec-fetch-site"):
        return site != "same-origin" if is_signed_in else site in {"cross-site", "same-site"}
    # A page that tells no referrer sends "null" with its own forms: that says nothing, like no word at all.
    if (origin := headers.get("origin", "null")) != "null":
        return origin.partition("://")[2] != headers.get("host", "")
    return is_signed_in


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _SANE_ID.fullmatch(given) else uuid4().hex


def _count(scope: Scope, answer: _Answer, seconds: float) -> None:
    route = scope.get("route")
    path = getattr(route, "path_format", None) or getattr(route, "path", "")
    service = str(scope.get("root_path", "")).strip("/")
    template = str(path) if scope.get("endpoint") is not None or not service else "unknown"
    metrics.requests.labels(service, template, str(answer.status)).inc()
    if not answer.is_stream:
        metrics.request_seconds.labels(service, template).observe(seconds)
    if _access.isEnabledFor(logging.INFO):
        fields = {"service": service, "route": template, "status": answer.status, "ms": round(seconds * 1000)}
        _access.info("answered %(route)s of %(service)s with %(status)s in %(ms)s ms", fields, extra=fields)


def _log_place(error: Exception, scope: Scope) -> None:
    """Log which kind of error came from where; never its message, which may quote a person."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
    _log.error("request %s: %s at %s", scope[REQUEST_ID], type(error).__qualname__, place)
