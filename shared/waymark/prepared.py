"""SQL text with named values, made ready once for asyncpg: `$n` in place of names, values in their order.

SQLAlchemy's own way from a statement to the driver costs more than the driver and the server together; it is kept for
statements built from tables. Not here: connections (`waymark.seats`), and what runs on them (`waymark.db`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import asyncpg
from sqlalchemy import ARRAY, Boolean, TextClause
from sqlalchemy.dialects.postgresql.asyncpg import dialect as make_dialect
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

_DIALECT = make_dialect()  # type: ignore[no-untyped-call]
_Convert = Callable[[Any], Any] | None
_PLACE = re.compile(r"\$(\d+)")
_ready: "WeakKeyDictionary[TextClause, Prepared]" = WeakKeyDictionary()


class Found(asyncpg.Record):
    """A row as asyncpg made it, read by name as SQLAlchemy's rows are: `row.agency`, `row._mapping`, `row[0]`."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a column of any type
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def _mapping(self) -> Mapping[str, Any]:
        return dict(self)


class Prepared:
    """One statement for asyncpg: its text, and how to put named values into the order it wants them in."""

    def __init__(self, clause: TextClause) -> None:
        compiled = clause.compile(dialect=_DIALECT)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("not a statement")
        self.sql = compiled.string
        names: Sequence[str] = compiled.positiontup or ()
        self.number = max((int(place) for place in _PLACE.findall(self.sql)), default=0)
        kinds = ((name, compiled.binds[name].type.dialect_impl(_DIALECT)) for name in names)
        self._places: list[tuple[str, _Convert]] = [(name, _converter(kind)) for name, kind in kinds]

    def ordered(self, values: Mapping[str, Any] | None) -> list[Any]:
        """The values in the statement's order; KeyError names one that is missing."""
        given = values or {}
        return [given[name] if convert is None else convert(given[name]) for name, convert in self._places]


def _converter(kind: TypeEngine[Any]) -> _Convert:
    """How to convert a value of that kind; SQLAlchemy would look at each element of an array, where none needs it."""
    if isinstance(kind, ARRAY):
        elements: TypeEngine[Any] = kind.item_type.dialect_impl(_DIALECT)
        if isinstance(elements, Boolean) or elements.bind_processor(_DIALECT) is None:
            return _listed
    return kind.bind_processor(_DIALECT)


def _listed(values: Any) -> Any:  # noqa: ANN401 - a value of any type
    return values if values is None or isinstance(values, list) else list(values)


def prepared(clause: TextClause) -> Prepared:
    """The clause made ready, once for each clause object."""
    found = _ready.get(clause)
    if found is None:
        found = _ready[clause] = Prepared(clause)
    return found


@cache
def together(parts: tuple[Prepared, ...], last: Prepared | None = None) -> str:
    """One statement that runs all of `parts`, which see nothing of each other, and answers what `last` does.

    Their values follow one another, `last`'s at the end. `last` is a `with` whose select has no condition.
    """
    written, looks, places = [], [], 0
    for number, part in enumerate(parts):
        written.append(f"part{number} as ({_moved(part.sql, places)})")
        places += part.number
        if part.sql.startswith("select"):  # one that nobody reads from would not run
            looks.append(f"(select count(*) from part{number}) >= 0")  # noqa: S608 - a number
    if last is None:
        ending = " select 1"
    else:
        ending = ", " + _moved(last.sql.removeprefix("with "), places)
    condition = f" where {' and '.join(looks)}" if looks else ""
    return f"with {', '.join(written)}{ending}{condition}"


def _moved(sql: str, places: int) -> str:
    return _PLACE.sub(lambda place: f"${int(place[1]) + places}", sql)


def rows_touched(tag: str) -> int:
    """How many rows a command tag ("INSERT 0 5", "UPDATE 3") tells of; 0 where it tells of none."""
    last = tag.rpartition(" ")[2]
    return int(last) if last.isdecimal() else 0


class _Said(Exception):  # noqa: N818 - stands where SQLAlchemy keeps the driver's error
    """What the server said, without its detail: that one may quote a row."""


def failure(sql: str, error: asyncpg.PostgresError | asyncpg.InterfaceError) -> DBAPIError:
    """The error as SQLAlchemy would raise it, its cause below `orig`; never with a value that was sent."""
    kind = DBAPIError
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        kind = IntegrityError
    elif isinstance(error, asyncpg.SyntaxOrAccessError):
        kind = ProgrammingError
    said = _Said(f"{type(error).__name__}: {error.args[0] if error.args else ''}")
    said.__cause__ = error
    return kind(sql, None, said, hide_parameters=True)
