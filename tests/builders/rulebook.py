"""The demo county's rulebook, and small tables for tests."""

import copy
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import waymark.demo
from waymark_router.county import County, county_from
from waymark_router.rules.rule import Table, TableName, table_from


@cache
def _written() -> dict[str, Any]:
    file = Path(waymark.demo.__file__).parent / "county" / "router.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def the_county_part() -> dict[str, Any]:
    """The router's part of the demo county, a copy to change at will."""
    return copy.deepcopy(_written())


@cache
def the_county() -> County:
    """The demo county's rulebook and directory."""
    return county_from(the_county_part(), steps=20_000)


def a_row(row_id: str, pathway: str = "victim_recovery", **when: Mapping[str, object]) -> dict[str, object]:
    """One row of a pathways table, as written."""
    return {"id": row_id, "when": dict(when), "then": {"pathway": pathway}, "why": f"because of {row_id}"}


def a_table(*rows: dict[str, object], name: TableName = TableName.PATHWAYS, columns: list[str] | None = None) -> Table:
    """A pathways table over the columns its rows use, ending at the triage desk."""
    used = {column: None for row in rows for column in _when(row)}
    written = {
        "policy": "first" if name is TableName.PROVIDERS else "collect",
        "columns": columns if columns is not None else list(used),
        "rows": [*rows, a_row("rest", "triage")],
    }
    return table_from(written, name)


def _when(row: Mapping[str, object]) -> Mapping[str, object]:
    when = row["when"]
    assert isinstance(when, dict)
    return when
