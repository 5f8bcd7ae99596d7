"""Problem documents (RFC 9457): the one place that knows which HTTP status a no has; a page's reader gets a page.

A problem names fields and fixes, never a value that was sent. Not here: the errors themselves (`waymark.errors`).
"""

from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match

from waymark.errors import Fault, Kind, Refused, Unavailable
from waymark.guard import SignInNeeded
from waymark.http.faults import faults_of
from waymark.pages import render

MEDIA_TYPE = "application/problem+json"
REQUEST_ID = "waymark.request_id"
_BUG = "Something went wrong on our side"
_TITLES: Mapping[int, str] = {
    400: "What was sent cannot be read",
    404: "There is nothing at this address",
    405: "This address does not take such a request",
    408: "It took too long to arrive",
}
STATUS_OF_KIND: Mapping[Kind, int] = {
    Kind.MALFORMED: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.GONE: 410,
    Kind.TOO_LARGE: 413,
    Kind.UNSUPPORTED: 415,
    Kind.INVALID: 422,
}


def problem(
    request: Request,
    status: int,
    title: str,
    *,
    code: str,
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document, or a page that says the same where a person's browser asked for one."""
    if _wants_page(request):
        page = render("problem.html", request, status=status, title=title, faults=faults, request_id=_id(request))
        page.headers.update(headers or {})
        return page
    return problem_document(request, status, title, code=code, faults=faults, headers=headers)


def problem_document(
    request: Request,
    status: int,
    title: str,
    *,
    code: str,
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document, whoever asked."""
    return JSONResponse(
        {
            "type": f"urn:waymark:problem:{code}",
            "title": title,
            "status": status,
            "code": code,
            "faults": [{"pointer": fault.pointer, "code": fault.code, "fix": fault.fix} for fault in faults],
            "request_id": _id(request),
        },
        status_code=status,
        headers=dict(headers or {}),
        media_type=MEDIA_TYPE,
    )


async def refused(request: Request, error: Exception) -> Response:
    """The answer to a Refused."""
    no = cast("Refused", error)
    headers = {"www-authenticate": 'Bearer realm="waymark"'} if no.kind is Kind.UNAUTHENTICATED else {}
    if no.retry_after is not None:
        headers["retry-after"] = str(no.retry_after)
    return problem(request, STATUS_OF_KIND[no.kind], no.title, code=no.code, faults=no.faults, headers=headers)


async def unavailable(request: Request, error: Exception) -> Response:
    """The answer to an Unavailable: 503 and when to try again."""
    away = cast("Unavailable", error)
    return problem(
        request, 503, _sentence(away.title), code="unavailable", headers={"retry-after": str(away.retry_after)}
    )


async def invalid(request: Request, error: Exception) -> Response:
    """The answer to a path, query or form that does not fit its types."""
    faults = faults_of(cast("RequestValidationError", error).errors())
    return problem(request, 422, "Something in the request is not as it must be", code="invalid", faults=faults)


async def of_framework(request: Request, error: Exception) -> Response:
    """The answer to what the framework itself says no to: unknown address, wrong method, broken form."""
    raised = cast("HTTPException", error)
    headers = {name.lower(): value for name, value in (raised.headers or {}).items()}
    if raised.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["allow"] = ", ".join(sorted(_methods(request))) or headers.get("allow", "")
    code = _code(HTTPStatus(raised.status_code).phrase)
    return problem(request, raised.status_code, _title(raised.status_code), code=code, headers=headers)


async def sign_in(_: Request, error: Exception) -> Response:
    """The way to the sign-in page."""
    return RedirectResponse(cast("SignInNeeded", error).location, status_code=303)


async def bug(request: Request, _: Exception) -> Response:
    """The answer to everything else: a 500 without any detail."""
    return problem(request, 500, _BUG, code="bug")


def last_resort(request: Request) -> Response:
    """The answer where answering itself went wrong: nothing is rendered."""
    return problem_document(request, 500, _BUG, code="bug")


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    Refused: refused,
    Unavailable: unavailable,
    RequestValidationError: invalid,
    HTTPException: of_framework,
    SignInNeeded: sign_in,
    Exception: bug,
}


def _title(status: int) -> str:
    return _TITLES.get(status, HTTPStatus(status).phrase)


def _id(request: Request) -> str:
    return str(request.scope.get(REQUEST_ID, ""))


def _sentence(title: str) -> str:
    return title[:1].upper() + title[1:]


def _code(title: str) -> str:
    return title.lower().replace(" ", "_").replace("'", "")


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _methods(request: Request) -> Iterator[str]:
    """Every method this path answers, since routes know only their own."""
    for context in iter_route_contexts(request.app.routes):
        match, _ = context.original_route.matches(request.scope)
        if match is not Match.NONE:
            yield from context.methods or ()
