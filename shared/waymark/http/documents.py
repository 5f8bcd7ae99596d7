"""A service's OpenAPI document: what FastAPI writes, completed by bodies, permissions and problem documents.

Not here: the routes; the document only says what they declare.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic.json_schema import models_json_schema

from waymark.auth import SESSION_COOKIE
from waymark.guard import Allows, guard_of
from waymark.http.bodies import Parsed
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


def document_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of one service's app, made once."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        made["servers"] = [{"url": f"/{app.state.context.service}"}]
        bodies = {route.unique_id: body for route in _routes(app) if (body := _body_of(route.dependant))}
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(_schemas([body.model for body in bodies.values()]))
        schemas["Problem"] = _PROBLEM
        made["components"]["securitySchemes"] = _SCHEMES
        for route in _routes(app):
            for operation in _operations(made, route):
                _complete(operation, route, bodies.get(route.unique_id))
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        app.openapi_schema = made
    return app.openapi_schema


def _complete(operation: dict[str, Any], route: APIRoute, body: "Parsed[Any] | None") -> None:
    if body is not None:
        schema = {"$ref": _REF.format(model=body.model.__name__)}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    guard = guard_of(route)
    if isinstance(guard, Allows):
        operation["security"] = [{"token": []}, {"session": []}]
        operation["x-permission"] = guard.permission.value
    operation["responses"].pop("422", None)
    problem = {"schema": {"$ref": _REF.format(model="Problem")}}
    operation["responses"]["default"] = {"description": "A problem", "content": {MEDIA_TYPE: problem}}


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute) and context.original_route.include_in_schema:
            yield context.original_route


def _operations(made: Mapping[str, Any], route: APIRoute) -> Iterator[dict[str, Any]]:
    for method in route.methods or ():
        operation = made["paths"].get(route.path_format, {}).get(method.lower())
        if operation is not None:
            yield operation


def _body_of(dependant: Dependant) -> "Parsed[Any] | None":
    for inner in dependant.dependencies:
        if isinstance(inner.call, Parsed):
            return inner.call
        if found := _body_of(inner):
            return found
    return None


def _schemas(models: list[type[Any]]) -> dict[str, Any]:
    made = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    return dict(made[1].get("$defs", {}))
