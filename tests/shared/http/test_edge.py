import logging
from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, Request
from starlette.datastructures import Headers
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp

from tests.builders.serving import a_server
from tests.builders.web import a_browser, a_context, an_app
from waymark import metrics
from waymark.auth import SESSION_COOKIE
from waymark.clock import ReplayClock
from waymark.db import Database, open_engine
from waymark.guard import Public
from waymark.http import here
from waymark.http.edge import CONTENT_SECURITY_POLICY, is_cross_site, is_loopback
from waymark.service import Context
from waymark.settings import ServiceSettings, Settings

router = APIRouter(dependencies=[Depends(Public("a test"))])


@router.get("/v1/samples/{number}")
async def sample(number: int) -> int:
    return number


@router.post("/v1/samples")
async def send() -> str:
    return "sent"


@router.get("/v1/seen")
async def seen(request: Request, _: Annotated[Context[ServiceSettings, None], Depends(here)]) -> dict[str, object]:
    return {"url": str(request.url), "headers": dict(request.headers), "client": request.client and request.client.host}


@router.get("/v1/bug")
async def bug() -> None:
    raise LookupError("secret of Jane Doe")


@router.get("/v1/half")
async def half() -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b"first"
        raise LookupError("secret of Jane Doe")

    return StreamingResponse(parts())


def app_of(settings: Settings, clock: ReplayClock) -> ASGIApp:
    database = Database(open_engine("postgresql://nobody@127.0.0.1:9/none", settings, application="test"), clock)
    return an_app(router, a_context(database, clock, settings))


@pytest.fixture
def client(settings: Settings, clock: ReplayClock) -> httpx.AsyncClient:
    return a_browser(app_of(settings, clock))


ALL = ["/sample/v1/samples/1", "/sample/v1/samples/x", "/sample/v1/bug", "/sample/none", "/none", "/", "/health/live"]


@pytest.mark.parametrize("path", [*ALL, "/static/waymark.css", "/static/none", "/sample/openapi.json", "/metrics"])
async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers["cache-control"] == ("public, max-age=300" if path == "/static/waymark.css" else "no-store")
    assert "strict-transport-security" not in headers
    assert headers["x-request-id"]


async def test_outside_loopback_browsers_must_use_tls(settings: Settings, clock: ReplayClock) -> None:
    public = settings.model_copy(update={"public_url": "https://county.example", "host": "0.0.0.0"})
    answer = await a_browser(app_of(public, clock)).get("/health/live", headers={"host": "county.example"})
    assert answer.headers["strict-transport-security"].startswith("max-age=63072000")


@pytest.mark.parametrize("given", ["0123456789abcdef0123456789abcdef", "01890a5d-ac96-774b-bcce-b302099a8057"])
async def test_a_sane_request_id_comes_back(client: httpx.AsyncClient, given: str) -> None:
    assert (await client.get("/health/live", headers={"x-request-id": given})).headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given",
    [
        "",
        "short",
        "x" * 65,
        "Jane Doe 1980",
        "Jane-Doe-1980",
        "07700900123",
        "23-4567-2026",
        "a\tb-------",
        "\u00e9" * 10,
    ],
)
async def test_any_other_request_id_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/sample/none", headers=[(b"x-request-id", given.encode())])
    assert len(answer.headers["x-request-id"]) == 32
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_a_bug_is_answered_without_detail_and_logged_without_words(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = await client.get("/sample/v1/bug")
    assert (answer.status_code, answer.json()["code"]) == (500, "bug")
    assert "Jane Doe" not in answer.text + caplog.text
    assert "LookupError" in caplog.text
    assert "test_edge.py" in caplog.text


async def test_a_bug_in_the_midst_of_an_answer_cuts_it_off_and_the_server_lives(
    settings: Settings, clock: ReplayClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_server(app_of(settings, clock)) as sender, httpx.AsyncClient(base_url=sender.url) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/sample/v1/half")
        assert (await client.get("/health/live")).status_code == 200
    assert "Jane Doe" not in caplog.text


async def test_what_a_client_says_about_itself_is_not_believed(settings: Settings, clock: ReplayClock) -> None:
    forged = {
        "x-forwarded-for": "203.0.113.9",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "county.example",
        "x-forwarded-prefix": "/evil",
        "forwarded": "for=203.0.113.9;host=county.example",
        "traceparent": f"00-{'1' * 32}-{'2' * 16}-01",
        "tracestate": "a=b",
        "baggage": "name=Jane",
    }
    async with a_server(app_of(settings, clock)) as sender, httpx.AsyncClient(base_url=sender.url) as client:
        found = (await client.get("/sample/v1/seen", headers=forged)).json()
    assert found["client"] == "127.0.0.1"
    assert found["url"] == f"{sender.url}/sample/v1/seen"
    assert not {"traceparent", "tracestate", "baggage"} & set(found["headers"])


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "evil.example:8600", "[", ""])
async def test_on_loopback_no_other_name_is_served(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/health/live", headers={"host": host})).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8600", "[::1]:8600", "waymark"])
async def test_on_loopback_our_own_names_are_served(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/health/live", headers={"host": host})).status_code == 200


SESSION = {"cookie": f"{SESSION_COOKIE}=x", "host": "localhost"}
CROSS_SITE = [
    (SESSION, True),
    ({**SESSION, "sec-fetch-site": "same-origin"}, False),
    ({**SESSION, "sec-fetch-site": "same-site"}, True),
    ({**SESSION, "sec-fetch-site": "cross-site"}, True),
    ({**SESSION, "sec-fetch-site": "none"}, True),
    ({**SESSION, "sec-fetch-site": "cross-site", "origin": "http://localhost"}, True),
    ({**SESSION, "origin": "http://localhost"}, False),
    ({**SESSION, "origin": "http://localhost:99"}, True),
    ({**SESSION, "origin": "null"}, True),
    ({**SESSION, "origin": "http://["}, True),
    ({**SESSION, "origin": "localhost"}, True),
    ({**SESSION, "origin": "http://localhost.evil.example"}, True),
    ({**SESSION, "authorization": "Basic eDp5"}, True),
    ({**SESSION, "authorization": "Bearer x"}, False),
    ({"host": "localhost"}, False),
    ({"host": "localhost", "cookie": "other=1"}, False),
    ({"host": "localhost", "sec-fetch-site": "none"}, False),
    ({"host": "localhost", "sec-fetch-site": "same-origin"}, False),
    ({"host": "localhost", "sec-fetch-site": "cross-site"}, True),
    ({"host": "localhost", "origin": "http://evil.example"}, True),
    # A page that tells no referrer sends "null" with its own forms; without a cookie there is nothing to misuse.
    ({"host": "localhost", "origin": "null"}, False),
    ({"host": "localhost", "origin": "null", "sec-fetch-site": "cross-site"}, True),
]


@pytest.mark.parametrize(("headers", "is_cross"), CROSS_SITE, ids=[str(number) for number in range(len(CROSS_SITE))])
async def test_a_form_is_only_taken_from_our_own_page(
    client: httpx.AsyncClient, headers: dict[str, str], is_cross: bool
) -> None:
    assert is_cross_site(Headers(headers)) is is_cross
    answer = await client.post("/sample/v1/samples", headers=headers)
    assert answer.status_code == (403 if is_cross else 200)
    assert (await client.get("/sample/v1/samples/1", headers=headers)).status_code == 200


async def test_requests_are_counted_by_template_and_never_by_path(client: httpx.AsyncClient) -> None:
    await client.get("/sample/v1/samples/471147114711")
    await client.get("/sample/secret-of-jane")
    await client.get("/secret-of-jane")
    shown = metrics.shown().decode()
    assert 'route="/v1/samples/{number}",service="sample",status="200"' in shown
    assert "471147114711" not in shown
    assert "secret-of-jane" not in shown


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("a.localhost", True),
     ("0.0.0.0", False), ("10.0.0.1", False), ("127.0.0.1.example", False), ("", False)],
)  # fmt: skip
def test_loopback_is_told_by_address(host: str, is_ours: bool) -> None:
    assert is_loopback(host) is is_ours
