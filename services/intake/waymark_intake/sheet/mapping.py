"""What the columns of a sender's file mean, as data: which field each becomes and how its cells are read. Pure.

A mapping is checked when it is loaded: a field the record does not have is a mistake of the mapping, found before any
file arrives. Not here: the files (mappings/*.toml, service.py), reading a row (reading.py).
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from waymark.errors import Fault, Kind, Refused, SettingsInvalid
from waymark.ids import AgencyId
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.police.record import PoliceRecord
from waymark_intake.referral import RecordKind

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
RECORDS: Mapping[RecordKind, type[PoliceRecord] | type[PartnerRecord]] = {
    RecordKind.POLICE: PoliceRecord,
    RecordKind.PARTNER: PartnerRecord,
}
REPEATED = "[]"


class Reads(StrEnum):
    """How a cell is read. `answer` is yes, no or not known; `truth` is true or false; `list` has several words."""

    TEXT = "text"
    DATE = "date"
    INSTANT = "instant"
    NUMBER = "number"
    CODE = "code"
    LIST = "list"
    ANSWER = "answer"
    TRUTH = "truth"


class MappingPart(BaseModel):
    """Base of a mapping: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SheetColumn(MappingPart):
    """One column: its title, other titles it goes by, the field it becomes, and how its cells are read.

    `field` is a path such as `victim.given_name`; one that ends in `[]` adds to a list. `formats` are those of
    `strptime`, tried in turn; instants without a zone are of England. `codes` says what words of the sender come to.
    """

    title: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    also: tuple[str, ...] = ()
    field: Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+)*(\[\])?$")]
    reads: Reads = Reads.TEXT
    formats: tuple[str, ...] = ()
    codes: Mapping[str, str] = {}
    required: bool = False

    @property
    def pointer(self) -> str:
        """Where the field is in the record, as a JSON pointer."""
        return "/" + self.field.removesuffix(REPEATED).replace(".", "/")


class SheetMapping(MappingPart):
    """What one kind of file means. `agencies` names who may use it; nobody named means every sender of the format.

    `always` are fields that no column brings. `ignore` are titles of columns that are left out on purpose: any other
    that is not mapped makes the file be refused, so that nothing is lost unseen. `key_column` tells rows apart that
    are otherwise the same. `encoding` is tried where a row is no UTF-8.
    """

    name: Name
    title: str
    format: RecordKind
    agencies: tuple[AgencyId, ...] = ()
    encoding: Literal["utf-8", "windows-1252"] = "utf-8"
    key_column: str = ""
    always: Mapping[str, Any] = {}
    ignore: tuple[str, ...] = ()
    columns: Annotated[tuple[SheetColumn, ...], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _fits_the_record(self) -> Self:
        known = dict(_fields_of(RECORDS[self.format])) if self.format in RECORDS else {}
        for path in (*self.always, *(column.field for column in self.columns)):
            if known.get(path.removesuffix(REPEATED)) is not path.endswith(REPEATED):
                raise ValueError(f"{path} is no field of a {self.format} record")
        titles = [_plain(title) for column in self.columns for title in (column.title, *column.also)]
        if len(set(titles)) < len(titles):
            raise ValueError("a title stands for two columns")
        if self.key_column and _plain(self.key_column) not in {*titles, *map(_plain, self.ignore)}:
            raise ValueError("key_column is no column")
        return self

    def column_at(self, pointer: str) -> str:
        """The title of the column that a fault of the record is about; "" where no column brings that field."""
        found = (
            column.title
            for column in self.columns
            if pointer == column.pointer or pointer.startswith(f"{column.pointer}/")
        )
        return next(found, "")

    def header(self, cells: Sequence[str]) -> "Header":
        """What each column of a file with these titles is; raises Refused INVALID, naming columns by number only."""
        known = {_plain(title): column for column in self.columns for title in (column.title, *column.also)}
        ignored = {_plain(title) for title in self.ignore}
        titles = [_plain(cell) for cell in cells]
        faults = [
            Fault(f"/column/{number}", "unknown_column", "Name it as the mapping does, or leave the column out.")
            for number, title in enumerate(titles, 1)
            if title not in known and title not in ignored
        ]
        columns = [known.get(title) for title in titles]
        faults += [
            Fault(f"/column/{number}", "column_twice", "Leave out one of the columns with this title.")
            for number, column in enumerate(columns, 1)
            if column is not None and column in columns[: number - 1]
        ]
        faults += [
            Fault("/header", "missing_column", f"Add the column “{column.title}”.")
            for column in self.columns
            if column.required and column not in columns
        ]
        if faults:
            title = "The first row of the file is not the one of this mapping"
            raise Refused(Kind.INVALID, title, code="header_unknown", faults=tuple(faults))
        key = _plain(self.key_column)
        return Header(columns=tuple(columns), key_at=titles.index(key) if key in titles else None)


class Header(MappingPart):
    """The columns of one file in their order, None for one that is left out; which of them tells rows apart."""

    columns: tuple[SheetColumn | None, ...]
    key_at: int | None


def read_mapping(text: str) -> SheetMapping:
    """A mapping as its TOML file says it; raises SettingsInvalid with what is wrong."""
    try:
        return SheetMapping.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise SettingsInvalid(f"a mapping of CSV columns is not as it must be: {error}") from None


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def _fields_of(model: type[BaseModel], within: str = "") -> Iterator[tuple[str, bool]]:
    """Every field a cell can become, by path, and whether it is a list."""
    for name, field in model.model_fields.items():
        inner = next((one for one in _types_in(field.annotation) if _is_model(one)), None)
        if inner is not None:
            yield from _fields_of(inner, f"{within}{name}.")
        else:
            yield f"{within}{name}", tuple in _origins(field.annotation)


def _types_in(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - a type of any kind
    yield annotation
    for inner in get_args(annotation):
        yield from _types_in(inner)


def _origins(annotation: Any) -> set[Any]:  # noqa: ANN401 - a type of any kind
    return {getattr(one, "__origin__", None) for one in _types_in(annotation)}


def _is_model(one: Any) -> bool:  # noqa: ANN401 - a type of any kind
    return isinstance(one, type) and issubclass(one, BaseModel)
