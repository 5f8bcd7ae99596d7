"""Requests made up from a service's OpenAPI document, and near its examples, the same ones every time.

The document is the judge: what it does not allow must be refused, and every answer must be one that it names. Not here:
which operations are asked, and by whom (tests/*/test_openapi_by_schemathesis.py).
"""

import copy
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

Operation = APIOperation[Any, Any, Any, Any]
SHAPE: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CHECKS: list[Any] = [*SHAPE, negative_data_rejection]
NDJSON = "application/x-ndjson"
JUNK: Sequence[Any] = (
    None,
    True,
    -1,
    0.5,
    10**15,
    "",
    "\0",
    "\u202e",
    "x" * 30_000,
    "2026-13-45",
    "=1+1",
    [],
    [None],
    {},
    {"unknown": 1},
    "\U0001f469\u200d\U0001f467",
)


@schemathesis.serializer(NDJSON)
def _ndjson(_: Any, value: Any) -> bytes:
    """A list is written an item a line, as the document says; anything else is one line."""
    lines = value if isinstance(value, list) else [value]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


@schemathesis.serializer("text/csv")
def _csv(_: Any, value: Any) -> bytes:
    return str(value).encode("utf-8", "replace")


def without_sign_in(document: dict[str, Any]) -> dict[str, Any]:
    """The document without ways to sign in (every request is signed in) and without answers it does not name."""
    found = copy.deepcopy(document)
    found["components"].pop("securitySchemes", None)
    for operations in found["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
            operation["responses"].pop("default", None)
    return found


def operations_of(document: dict[str, Any]) -> Iterator[Operation]:
    """Every operation of the document."""
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        assert isinstance(found, Ok)
        yield found.ok()


def made_up(
    operation: Operation, mode: GenerationMode, fixed: Mapping[str, Any] | None = None, *, each: int = 10
) -> list[Case[Any]]:
    """A few requests such as the document allows, or such as it does not; none where none can be."""
    return _drawn(operation.as_strategy(generation_mode=mode, path_parameters=dict(fixed or {})), each)


def near_examples(operation: Operation, document: Mapping[str, Any], *, each: int = 10) -> list[Any]:
    """Bodies such as the document allows: its examples, and these with one or two parts made up anew."""
    examples = examples_of(operation, document)
    if not examples:
        return []

    @st.composite
    def changed(draw: st.DrawFn) -> Any:
        body, other = copy.deepcopy(draw(st.sampled_from(examples))), draw(cases).body
        _overlay(draw, body, other)
        return body

    cases = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    return [*examples, *_drawn(changed(), each)]


def _overlay(draw: st.DrawFn, body: dict[str, Any], other: Any) -> None:
    """Puts one or two of the other body's parts into this one, or into a part of it; each part is allowed alone."""
    if not isinstance(other, dict) or not other:
        return
    for name in draw(st.lists(st.sampled_from(sorted(other)), min_size=1, max_size=2, unique=True)):
        if isinstance(body.get(name), dict) and isinstance(other[name], dict) and draw(st.booleans()):
            _overlay(draw, body[name], other[name])
        else:
            body[name] = other[name]


def broken_examples(operation: Operation, document: Mapping[str, Any], *, each: int = 10) -> list[Any]:
    """Bodies that differ from an example in one place, and such as the document does not allow."""
    examples = examples_of(operation, document)
    if not examples:
        return []
    judge = judge_of(document, body_schema(operation, document))

    @st.composite
    def broken(draw: st.DrawFn) -> Any:
        body = copy.deepcopy(draw(st.sampled_from(examples)))
        *way, last = draw(st.sampled_from(list(_places(body))))
        at = body
        for step in way:
            at = at[step]
        how = draw(st.sampled_from(("junk", "junk", "gone", "more")))
        if how == "junk":
            at[last] = draw(st.sampled_from(JUNK))
        elif how == "gone":
            del at[last]
        else:
            body["not_a_field"] = at[last]
        return body

    return _drawn(broken().filter(lambda body: not judge.is_valid(body)), each)


def _places(part: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    steps = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, inner in steps:
        yield (*way, step)
        yield from _places(inner, (*way, step))


def examples_of(operation: Operation, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The examples of JSON objects that the document gives for the operation's body."""
    body = document["paths"][operation.path][operation.method].get("requestBody", {})
    found = [one for content in body.get("content", {}).values() for one in content.get("examples", {}).values()]
    return [one["value"] for one in found if isinstance(one["value"], dict)]


def written_examples(operation: Operation, document: Mapping[str, Any]) -> list[str]:
    """The examples of bodies that are no JSON, such as a CSV file."""
    body = document["paths"][operation.path][operation.method].get("requestBody", {})
    found = [one for content in body.get("content", {}).values() for one in content.get("examples", {}).values()]
    return [one["value"] for one in found if isinstance(one["value"], str)]


def query_of(operation: Operation, document: Mapping[str, Any]) -> dict[str, Any]:
    """What the document gives as examples of the parameters that an address must have."""
    parameters = document["paths"][operation.path][operation.method].get("parameters", [])
    demanded = [one for one in parameters if one["in"] == "query" and one.get("required")]
    return {one["name"]: one["schema"]["examples"][0] for one in demanded if one["schema"].get("examples")}


def body_schema(operation: Operation, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of the operation's body, whatever its type."""
    content = document["paths"][operation.path][operation.method]["requestBody"]["content"]
    schema: Mapping[str, Any] = next(iter(content.values()))["schema"]
    return schema


def judge_of(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Draft202012Validator:
    """Says whether the document allows something."""
    return Draft202012Validator({**schema, "components": document["components"]})


def _drawn(strategy: st.SearchStrategy[Any], each: int) -> list[Any]:
    found: list[Any] = []

    @seed(5)
    @hypothesis_settings(
        max_examples=each,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(made: Any) -> None:
        found.append(made)

    try:
        collect()
    except Unsatisfiable:
        return []
    return found


@dataclass
class Walker:
    """Asks every operation of a service over the wire; `seen` has which statuses came, by operation and kind.

    `signed` are the headers by which an operation's caller is known. `headers_of` gives what stands in the place of a
    request's own headers, by how many were sent before, `fixed_of` the identifiers in its path, `freshened` the body as
    it can be taken now. `each` is how many requests of each kind.
    """

    client: httpx.AsyncClient
    document: dict[str, Any]
    signed: Callable[[Operation], Mapping[str, str]] = lambda _: {}
    headers_of: Callable[[int], Mapping[str, str]] = lambda _: {}
    fixed_of: Callable[[Operation], Awaitable[Mapping[str, Any]]] | None = None
    freshened: Callable[[Operation, Any, Mapping[str, Any]], Awaitable[Any]] | None = None
    each: int = 10
    seen: dict[tuple[str, str], Counter[int]] = field(default_factory=dict)
    sent: int = 0

    async def walk(self) -> None:
        """All of them; raises FailureGroup for what an answer must not be, AssertionError for a wrong request taken."""
        for operation in operations_of(self.document):
            fixed = await self.fixed_of(operation) if self.fixed_of else {}
            # Where there is no body, what is wrong can only be in the address.
            also_fixed = fixed if operation.body else {}
            for mode, known in ((GenerationMode.POSITIVE, fixed), (GenerationMode.NEGATIVE, also_fixed)):
                for made in made_up(operation, mode, known, each=self.each):
                    await self._ask(made, mode.value)
            for text in written_examples(operation, self.document):
                await self._ask(await self._near(operation, text, fixed), "near")
            for body in near_examples(operation, self.document, each=self.each):
                await self._ask(await self._near(operation, body, fixed), "near")
            for body in broken_examples(operation, self.document, each=self.each):
                answer = await self._ask(await self._near(operation, body, fixed), "broken")
                assert 400 <= answer.status_code < 500, (operation.label, body)

    async def _near(self, operation: Operation, body: Any, fixed: Mapping[str, Any]) -> Case[Any]:
        is_json = not isinstance(body, str)
        fresh = await self.freshened(operation, body, fixed) if self.freshened and is_json else body
        (media_type,) = operation.get_request_payload_content_types()
        return operation.Case(
            body=fresh, path_parameters=dict(fixed), query=query_of(operation, self.document), media_type=media_type
        )

    async def _ask(self, made: Case[Any], kind: str) -> httpx.Response:
        self.sent += 1
        is_kept = kind == GenerationMode.NEGATIVE.value
        own = {} if is_kept else self.headers_of(self.sent)
        answer = await self._send(made, {**own, **self.signed(made.operation)})
        is_by_line = made.media_type == NDJSON
        made.validate_response(answer, checks=SHAPE if is_by_line else CHECKS)
        if is_by_line:
            self._check_lines(made, answer)
        self.seen.setdefault((made.operation.label, kind), Counter())[answer.status_code] += 1
        return answer

    def _check_lines(self, made: Case[Any], answer: httpx.Response) -> None:
        """Each line was answered as the document says, and none was taken that it does not allow."""
        lines = made.body if isinstance(made.body, list) else [made.body]
        schema = body_schema(made.operation, self.document)
        line_judge = judge_of(self.document, schema["items"])
        if answer.status_code != 200:
            return
        answered = self.document["paths"][made.operation.path]["post"]["responses"]["200"]["content"][NDJSON]["schema"]
        results = [json.loads(line) for line in answer.text.splitlines()]
        judge_of(self.document, answered).validate(results)
        refused = {one["line"] for one in results if one.get("status", 202) >= 400}
        wrong = {number for number, line in enumerate(lines, 1) if not line_judge.is_valid(line)}
        assert wrong <= refused, made.operation.label

    async def _send(self, made: Case[Any], headers: Mapping[str, str]) -> httpx.Response:
        base = self.document["servers"][0]["url"]
        wanted = made.as_transport_kwargs(base_url=f"http://localhost{base}")
        names = ("method", "url", "headers", "params", "data", "json", "cookies")
        prepared: Any = requests.Request(**{name: wanted[name] for name in names if name in wanted}).prepare()
        given = {"content-length", *(name.lower() for name in headers)}
        told = {name: value for name, value in prepared.headers.items() if name.lower() not in given} | dict(headers)
        return await self.client.request(str(prepared.method), str(prepared.url), headers=told, content=prepared.body)

    def silent(self) -> set[str]:
        """Operations of which nothing wrong could be made up, or nothing at all."""
        kinds = (GenerationMode.POSITIVE.value, GenerationMode.NEGATIVE.value)
        labels = {operation.label for operation in operations_of(self.document)}
        return {label for label in labels if not all(self.seen.get((label, kind)) for kind in kinds)}

    def counted(self, *statuses: int, kind: str = "", label: str = "") -> int:
        """How many answers had one of these statuses, of all or of one kind or operation."""
        return sum(
            number
            for (one, of), found in self.seen.items()
            for status, number in found.items()
            if status in statuses and kind in {"", of} and label in {"", one}
        )
