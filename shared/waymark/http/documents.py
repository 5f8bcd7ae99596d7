"""A service's OpenAPI document: what FastAPI writes, completed by bodies, permissions and problem documents.

What follows from a route's shape (who may, what it reads) is written here; a refusal of its own a route declares with
`problems`, and all of them where it has a `default` of its own. Not here: the routes; the document only says what they
declare.
"""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import WithJsonSchema
from pydantic.json_schema import models_json_schema

from waymark.auth import SESSION_COOKIE
from waymark.guard import Allows, guard_of
from waymark.http.bodies import Body
from waymark.http.problems import MEDIA_TYPE

_REF = "#/components/schemas/{model}"
_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "faults", "request_id"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": _TEXT,
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "fix"],
                "properties": {"pointer": _TEXT, "code": _TEXT, "fix": _TEXT},
            },
        },
        "request_id": _TEXT,
    },
}
_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
}
_DEMANDED = "x-demanded"
_WORDS: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "It cannot be read: no JSON as we read it, or a header is missing or malformed",
    HTTPStatus.UNAUTHORIZED: "Nobody is known: sign in, or send a valid access token",
    HTTPStatus.FORBIDDEN: "Your role or your agency does not allow this",
    HTTPStatus.NOT_FOUND: "There is none, or it is not yours",
    HTTPStatus.REQUEST_TIMEOUT: "The body took too long to arrive",
    HTTPStatus.CONFLICT: "It stands elsewhere than you think, or the same request is being worked on",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body, or a line of it, is too large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Another type of body is wanted, in UTF-8 and not compressed",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something in what was sent is not as it must be; each fault says where",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many in a short time: Retry-After says when to try again",
    HTTPStatus.SERVICE_UNAVAILABLE: "Something we need is away: Retry-After says when to try again",
}
_OF_EVERY = (HTTPStatus.SERVICE_UNAVAILABLE,)
_OF_GUARDED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_OF_BODY = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route answers with a problem document beyond what its shape says: `responses=problems(409)`."""
    return {int(status): _problem(_WORDS[status]) for status in statuses}


def demanded(pattern: str) -> WithJsonSchema:
    """Marks a header that the route itself asks for, so that its absence is refused in the route's own words."""
    return WithJsonSchema({"type": "string", "pattern": pattern, _DEMANDED: True})


def document_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of one service's app, made once."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        made["servers"] = [{"url": f"/{app.state.context.service}"}]
        bodies = {route.unique_id: body for route in _routes(app) if (body := _body_of(route.dependant))}
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        found = _schemas([model for body in bodies.values() for model in body.models])
        schemas.update(found.definitions)
        schemas["Problem"] = _PROBLEM
        made["components"]["securitySchemes"] = _SCHEMES
        for route in _routes(app):
            body = bodies.get(route.unique_id)
            for operation in _operations(made, route):
                if body is not None:
                    _add_body(operation, body, [found.names[model] for model in body.models])
                _complete(operation, route)
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        app.openapi_schema = made
    return app.openapi_schema


def _add_body(operation: dict[str, Any], body: Body, names: Sequence[str]) -> None:
    shapes = [{"$ref": _REF.format(model=name)} for name in names]
    schema: dict[str, Any] = shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
    asked = operation.setdefault("requestBody", {})
    asked["required"] = True
    content = asked.setdefault("content", {}).setdefault(body.media_type, {})
    content["schema"] = {"type": "array", "items": schema} if body.by_line else schema


def _complete(operation: dict[str, Any], route: APIRoute) -> None:
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    guard = guard_of(route)
    if isinstance(guard, Allows):
        operation["security"] = [{"token": []}, {"session": []}]
        operation["x-permission"] = guard.permission.value
    refusals = {*_OF_EVERY, *_answered(operation, is_guarded=isinstance(guard, Allows))}
    if "default" in responses:
        return
    for status in sorted(refusals):
        responses.setdefault(str(int(status)), _problem(_WORDS[status]))
    responses["default"] = _problem("Anything else: a problem")


def _answered(operation: dict[str, Any], *, is_guarded: bool) -> Iterator[HTTPStatus]:
    """The refusals that an operation answers by its shape; a header that is asked for is marked as required."""
    if is_guarded:
        yield from _OF_GUARDED
    if "requestBody" in operation:
        yield from _OF_BODY
    for parameter in operation.get("parameters", ()):
        yield HTTPStatus.UNPROCESSABLE_ENTITY
        if parameter["in"] == "path":
            yield HTTPStatus.NOT_FOUND
        if parameter["schema"].pop(_DEMANDED, False):
            parameter["required"] = True
            yield HTTPStatus.BAD_REQUEST


def _problem(words: str) -> dict[str, Any]:
    return {"description": words, "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}}}


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute) and context.original_route.include_in_schema:
            yield context.original_route


def _operations(made: Mapping[str, Any], route: APIRoute) -> Iterator[dict[str, Any]]:
    for method in route.methods or ():
        operation = made["paths"].get(route.path_format, {}).get(method.lower())
        if operation is not None:
            yield operation


def _body_of(dependant: Dependant) -> Body | None:
    for inner in dependant.dependencies:
        if isinstance(inner.call, Body):
            return inner.call
        if found := _body_of(inner):
            return found
    return None


class _Shapes(NamedTuple):
    """JSON Schemas by name, and which name each model has."""

    definitions: dict[str, Any]
    names: Mapping[type[Any], str]


def _schemas(models: list[type[Any]]) -> _Shapes:
    refs, made = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    names = {model: shape["$ref"].rsplit("/", 1)[-1] for (model, _), shape in refs.items()}
    return _Shapes(dict(made.get("$defs", {})), names)
