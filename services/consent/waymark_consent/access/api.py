"""The token endpoint (RFC 6749 client credentials, RFC 7523 private_key_jwt): form in, token or error out.

Errors are in that standard's own form, since its clients expect it. Not here: whether a client is believed.
"""

from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from waymark.db import SYSTEM
from waymark.guard import Public
from waymark.http import here, problems
from waymark_consent.access import actions
from waymark_consent.access.actions import Asked, Denied, Issued
from waymark_consent.access.assertion import TYPE
from waymark_consent.settings import Here

TOKEN_PATH = "/oauth/token"  # noqa: S105 - a path
_GRANT = "client_credentials"
_FORM_TYPE = "application/x-www-form-urlencoded"
_FIELDS = {"grant_type", "client_assertion_type", "client_assertion", "client_id", "scope"}
_STATUS = {"invalid_client": 401}
_NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}

router = APIRouter()


def _json(description: str, *required: str) -> dict[str, Any]:
    schema = {"type": "object", "required": list(required)}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


_FORM_SHAPE = {
    "type": "object",
    "required": ["grant_type", "client_assertion_type", "client_assertion"],
    "additionalProperties": False,
    "properties": {
        "grant_type": {"const": _GRANT},
        "client_assertion_type": {"const": TYPE},
        "client_assertion": {"type": "string", "minLength": 1, "description": "a JWT signed with the client's key"},
        "client_id": {"type": "string"},
        "scope": {"type": "string"},
    },
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: _json("An access token", "access_token", "token_type", "expires_in", "scope"),
    400: _json("The form is not as it must be", "error", "error_description"),
    401: _json("The client is not believed", "error", "error_description"),
    429: _json("Too many failures: Retry-After says when to try again", "error", "error_description"),
    **problems(408, 413, 503),
    "default": _json("Anything else", "title"),
}


@router.post(
    TOKEN_PATH,
    responses=_ANSWERS,
    openapi_extra={"requestBody": {"required": True, "content": {_FORM_TYPE: {"schema": _FORM_SHAPE}}}},
    dependencies=[Depends(Public("a client has no token before it asks for one; it proves itself by its key"))],
)
async def post_token(request: Request, context: Annotated[Here, Depends(here)]) -> JSONResponse:
    """An access token for a machine client that proves itself with its private key."""
    form = _form(request.headers.get("content-type", ""), await request.body())
    if isinstance(form, Denied):
        return _answer(form)
    asked = Asked(
        assertion=form["client_assertion"],
        scope=form.get("scope", ""),
        address=request.client.host if request.client else "",
    )
    # Failures are remembered, so this commits also when the answer is no.
    async with context.database.transaction(SYSTEM) as tx:
        answer = await actions.issue_token(
            tx,
            asked,
            ring=context.own.ring,
            settings=context.settings,
            audience=token_url(context),
        )
    return _answer(answer)


def token_url(context: Here) -> str:
    """The address of this endpoint as clients know it: the audience of their assertions."""
    return f"{context.shared.url().rstrip('/')}/consent{TOKEN_PATH}"


def _form(content_type: str, body: bytes) -> dict[str, str] | Denied:
    """The form's fields, each once; or what is wrong with it."""
    if content_type.partition(";")[0].strip().lower() != _FORM_TYPE:
        return Denied("invalid_request", f"send {_FORM_TYPE}")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=10)
    except ValueError:
        return Denied("invalid_request", "the form cannot be read")
    fields = dict(pairs)
    if len(fields) != len(pairs) or not fields.keys() <= _FIELDS:
        return Denied("invalid_request", f"send each once and nothing else: {', '.join(sorted(_FIELDS))}")
    if fields.get("grant_type") != _GRANT:
        return Denied("unsupported_grant_type", f"grant_type must be {_GRANT}")
    if fields.get("client_assertion_type") != TYPE or not fields.get("client_assertion"):
        return Denied("invalid_client", f"client_assertion must be a signed JWT and client_assertion_type {TYPE}")
    return fields


def _answer(answer: Issued | Denied) -> JSONResponse:
    if isinstance(answer, Issued):
        issued = {
            "access_token": answer.token,
            "token_type": "Bearer",
            "expires_in": answer.lives_s,
            "scope": answer.scope,
        }
        return JSONResponse(issued, headers=_NO_STORE)
    error = {"error": answer.error, "error_description": answer.description}
    if answer.wait_s:
        return JSONResponse(error, 429, headers=_NO_STORE | {"retry-after": str(answer.wait_s)})
    return JSONResponse(error, _STATUS.get(answer.error, 400), headers=_NO_STORE)
