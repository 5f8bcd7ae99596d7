"""JSON bodies, read strictly and with one verdict: what two parsers could read differently is refused (ASVS 1.5.3).

Not here: size and time limits (`waymark.http.limits`), what the fields mean.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from waymark.errors import Fault, Kind, Refused
from waymark.guard import admit
from waymark.http.faults import faults_of, names_in, pointer_to

M = TypeVar("M", bound=BaseModel)
_DEEPEST = 32
_LARGEST_INTEGER = 2**53
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_ODD_TEXT = re.compile("[\x00\ud800-\udfff]")
_BOM = b"\xef\xbb\xbf"


class Body:
    """A dependency for a body that the route reads itself: asks who is calling, and checks what kind of body it is.

    `models` say what the body may be, for the OpenAPI document; `by_line` where each of its lines is one of them.
    """

    def __init__(self, *models: type[BaseModel], media_type: str = "application/json", by_line: bool = False) -> None:
        self.models = models
        self.media_type = media_type
        self.by_line = by_line

    async def __call__(self, request: Request) -> object:
        """Nothing is read yet; raises Refused UNSUPPORTED for another kind of body."""
        await admit(request)
        check_content_type(request, self.media_type)
        return None


class Parsed(Body, Generic[M]):
    """A dependency that reads the request's body as one JSON document of `model`; asks first who is calling."""

    def __init__(self, model: type[M]) -> None:
        super().__init__(model)
        self.model = model

    async def __call__(self, request: Request) -> M:
        """The body as `model`; raises Refused: UNSUPPORTED, MALFORMED, INVALID or TOO_LARGE."""
        await super().__call__(request)
        return parse_json(self.model, await request.body())


def parsed(model: type[M]) -> Parsed[M]:
    """`body: Annotated[Model, Depends(parsed(Model))]`: see Parsed."""
    return Parsed(model)


def check_content_type(request: Request, wanted: str) -> None:
    """Raise Refused(UNSUPPORTED) unless the body is `wanted`, in UTF-8 and not compressed."""
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().replace('"', "")
    if (
        media_type.strip().lower() != wanted
        or charset not in {"", "charset=utf-8"}
        or request.headers.get("content-encoding", "identity").lower() != "identity"
    ):
        raise Refused(Kind.UNSUPPORTED, f"Send {wanted} in UTF-8, not compressed", code="content_type")


def parse_json(model: type[M], raw: bytes) -> M:
    """`raw` as `model`, strictly; raises Refused MALFORMED (no such JSON) or INVALID (not such a document)."""
    document = _check_json(raw, model)
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        faults = faults_of(errors, names=names_in(model), document=document)
    raise Refused(Kind.INVALID, "Something in what was sent is not as it must be", code="invalid", faults=faults)


def _malformed(code: str, fix: str, pointer: str = "") -> Refused:
    return Refused(Kind.MALFORMED, "This is not JSON as we read it", code=code, faults=(Fault(pointer, code, fix),))


def _check_json(raw: bytes, model: type[BaseModel]) -> object:
    """The document as read; raises Refused MALFORMED, naming places by names that `model` knows."""
    if raw.startswith(_BOM):
        raise _malformed("json.bom", "leave out the byte order mark")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _malformed("json.encoding", "send UTF-8") from None
    if raw.count(b"{") + raw.count(b"[") > _DEEPEST and _depth(raw) > _DEEPEST:
        raise _malformed("json.depth", f"at most {_DEEPEST} levels of lists and objects")
    reading = _Reading()
    try:
        document = reading.decoder.decode(text)
    except json.JSONDecodeError as error:
        raise _malformed("json.syntax", f"send one JSON document; it breaks at character {error.pos}") from None
    if reading.odd or b"\\u" in raw:
        for path, code, fix in _odd_places(document, ()):
            raise _malformed(code, fix, pointer_to(path, names_in(model)))
    return document


def _depth(raw: bytes) -> int:
    deepest = depth = 0
    for token in _TOKENS.finditer(raw):
        if token[0] in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in b"]}":
            depth -= 1
    return deepest


class _Odd:
    """Stands where something odd was read, so that its place can be named."""

    def __init__(self, code: str, fix: str) -> None:
        self.code = code
        self.fix = fix


class _Reading:
    """One reading of a document: leaves an _Odd at numbers and objects that parsers disagree about."""

    def __init__(self) -> None:
        self.odd = False
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_int=self._integer,
            parse_float=self._float,
            parse_constant=self._constant,
        )

    def _leave(self, code: str, fix: str) -> _Odd:
        self.odd = True
        return _Odd(code, fix)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            fields[twice] = self._leave("json.duplicate_field", "name this field once")
        return fields

    def _integer(self, digits: str) -> int | _Odd:
        if len(digits) > len(str(_LARGEST_INTEGER)) + 1 or abs(int(digits)) > _LARGEST_INTEGER:
            return self._leave("json.number_too_large", "whole numbers go up to 2^53; send larger ones as text")
        return int(digits)

    def _float(self, digits: str) -> float | _Odd:
        number = float(digits)
        if number in {float("inf"), float("-inf")}:
            return self._leave("json.number_too_large", "send a smaller number")
        return number

    def _constant(self, _: str) -> _Odd:
        return self._leave("json.not_a_number", "NaN and Infinity are not JSON; leave the field out or send null")


def _odd_places(part: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Where the document holds what parsers disagree about: path, code, fix."""
    if isinstance(part, _Odd):
        yield path, part.code, part.fix
    elif isinstance(part, str):
        if _ODD_TEXT.search(part):
            yield path, "json.text", "leave out null characters and halves of surrogate pairs"
    elif isinstance(part, dict):
        for name, inner in part.items():
            yield from _odd_places(name, path)
            yield from _odd_places(inner, (*path, name))
    elif isinstance(part, list):
        for index, inner in enumerate(part):
            yield from _odd_places(inner, (*path, index))
