"""What is wrong with which field, and what to do, in words: pydantic's findings as faults without any value.

A name that the schema does not know is a value too, since its sender may put a person there. Not here: reading bodies
(`waymark.http.bodies`) and answering (`waymark.http.problems`).
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from waymark.errors import Fault

MOST_FAULTS = 20
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}", re.ASCII)
_PLACES = {"body", "query", "path", "header", "cookie"}
_PYDANTIC_TYPES = set(get_args(ErrorType))

_FIXES: Mapping[str, tuple[str, str]] = {
    "missing": ("missing", "add this field"),
    "extra_forbidden": ("unknown_field", "remove this field: it is not known here"),
    "enum": ("unknown_code", "must be one of: {expected}"),
    "literal_error": ("unknown_code", "must be one of: {expected}"),
    "string_type": ("wrong_type", "send text"),
    "string_sub_type": ("wrong_type", "send text"),
    "string_too_long": ("too_long", "at most {max_length} characters"),
    "string_too_short": ("too_short", "at least {min_length} characters"),
    "string_pattern_mismatch": ("wrong_form", "must match {pattern}"),
    "string_unicode": ("wrong_encoding", "send UTF-8 text"),
    "int_type": ("wrong_type", "send a whole number without quotes"),
    "int_parsing": ("wrong_type", "send a whole number"),
    "int_from_float": ("wrong_type", "send a whole number"),
    "float_type": ("wrong_type", "send a number without quotes"),
    "float_parsing": ("wrong_type", "send a number"),
    "bool_type": ("wrong_type", "send true or false"),
    "bool_parsing": ("wrong_type", "send true or false"),
    "list_type": ("wrong_type", "send a list"),
    "tuple_type": ("wrong_type", "send a list"),
    "set_type": ("wrong_type", "send a list"),
    "dict_type": ("wrong_type", "send an object"),
    "model_type": ("wrong_type", "send an object"),
    "model_attributes_type": ("wrong_type", "send an object"),
    "too_long": ("too_many", "at most {max_length} items"),
    "too_short": ("too_few", "at least {min_length} items"),
    "greater_than": ("out_of_range", "must be more than {gt}"),
    "greater_than_equal": ("out_of_range", "must be {ge} or more"),
    "less_than": ("out_of_range", "must be less than {lt}"),
    "less_than_equal": ("out_of_range", "must be {le} or less"),
    "uuid_type": ("wrong_type", "send a UUID"),
    "uuid_parsing": ("wrong_form", "send a UUID"),
    "uuid_version": ("wrong_form", "send a UUID of version {expected_version}"),
    "timezone_aware": ("no_time_zone", "add the time zone, as in 2026-11-23T10:00:00Z"),
    "union_tag_not_found": ("missing", "say which kind this is: {discriminator}"),
    "union_tag_invalid": ("unknown_code", "must be one of: {expected_tags}"),
    "bytes_invalid_encoding": ("wrong_form", "send base64"),
}
_UNKNOWN = "extra_forbidden"
_FIX_OF_DATE = ("wrong_form", "send a date as YYYY-MM-DD")
_FIX_OF_TIME = ("wrong_form", "send date and time with the time zone, as in 2026-11-23T10:00:00Z")


def faults_of(
    errors: Sequence[ErrorDetails] | Sequence[Mapping[str, Any]],
    *,
    names: Container[str] | None = None,
    document: object = None,
) -> tuple[Fault, ...]:
    """At most MOST_FAULTS faults for what pydantic found, each with a JSON pointer (RFC 6901).

    `names` are those a pointer may hold, None for whatever looks like one. An unknown field is named by its number in
    `document`, which is what was read.
    """
    return tuple(_fault(error, names, document) for error in errors[:MOST_FAULTS])


@cache
def names_in(model: type[BaseModel]) -> frozenset[str]:
    """Every name that a document of `model` may hold anywhere, and those by which kinds of parts are told apart."""
    return frozenset(_names(model.model_json_schema()))


def _names(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        for key in ("properties", "$defs"):
            yield from schema.get(key, ())
        for part in schema.values():
            yield from _names(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _names(part)


def pointer_to(path: Sequence[str | int], names: Container[str] | None = None) -> str:
    """A JSON pointer; a name that is none of `names`, or no plain field name, ends it: people put anything there."""
    parts: list[str] = []
    for part in path:
        if isinstance(part, str) and not (_PLAIN_NAME.fullmatch(part) and (names is None or part in names)):
            break
        parts.append(str(part).replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{part}" for part in parts)


def _fault(
    error: ErrorDetails | Mapping[str, Any], names: Container[str] | None = None, document: object = None
) -> Fault:
    place: tuple[str | int, ...] = tuple(error["loc"])
    if names is None and place and place[0] in _PLACES:
        place = place[1:]
    code, fix = _fix(error)
    if error["type"] == _UNKNOWN and names is not None and place[-1] not in names:
        fix = f"an unknown field{_number_of(place, document)}: remove it"
    return Fault(pointer_to(place, names), code, fix)


def _number_of(place: Sequence[str | int], document: object) -> str:
    """Which field of its object it is, in words, where that can be found."""
    at = document
    try:
        for step in place[:-1]:
            at = at[step]  # type: ignore[index]
        number = list(at).index(place[-1])  # type: ignore[call-overload]
    except (LookupError, TypeError, ValueError):
        return ""
    return f", number {number + 1} of those that stand here"


def _fix(error: ErrorDetails | Mapping[str, Any]) -> tuple[str, str]:
    kind = str(error["type"])
    if kind in _FIXES:
        code, fix = _FIXES[kind]
        return code, fix.format_map(_Limits(error.get("ctx", {})))
    if kind.startswith("datetime"):
        return _FIX_OF_TIME
    if kind.startswith("date"):
        return _FIX_OF_DATE
    if kind not in _PYDANTIC_TYPES and not error.get("ctx"):
        # A model's own check (PydanticCustomError without context): its words are ours, so they hold no value.
        return kind, str(error["msg"])
    return "invalid", "correct this value"


class _Limits(dict[str, Any]):
    """The limits of a check, for its fix; what pydantic does not tell is left open."""

    def __missing__(self, name: str) -> str:
        return "what is allowed"
