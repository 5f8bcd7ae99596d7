"""A pack fitted to a county: its districts, and which of its services and signposts play which role.

A role without a service is refused with the row that needs it; a role that nobody here plays (said so) leaves its rows
out. Not here: what changes by it (`difference.py`), making a draft of it (`actions.py`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from waymark.errors import Fault, Kind, Refused
from waymark.ids import ServiceId
from waymark.words import Pathway
from waymark_router.facts.fact import CATALOGUE
from waymark_router.pack.document import Pack, Written
from waymark_router.providers.provider import Directory
from waymark_router.publishing.written import normal
from waymark_router.refusal import wrong
from waymark_router.rules.rule import TableName

_OF_PLACES = ("district", "crime_district")


@dataclass(frozen=True, slots=True)
class Mapped:
    """By role the county's own service or signpost; None where nobody here plays it. A role left out plays itself."""

    services: Mapping[str, str | None] = field(default_factory=dict)
    signposts: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The rules as the county would have them, and the rows left out because nobody here plays their role."""

    rules: Written
    left_out: tuple[str, ...]


def fitted(pack: Pack, mapped: Mapped, directory: Directory, districts: Collection[str]) -> Fitted:
    """The pack's rules in the county's own words; raises Refused (INVALID) with each row, cell and what to do."""
    tables = pack.rules["tables"]
    _refuse_missing_tables(tables)
    _refuse_newer(pack)
    _refuse_unmapped(pack, mapped, directory)
    left_out: list[str] = []
    made: dict[str, Any] = {}
    for name in TableName:
        table = tables[name.value]
        rows = list(_rows(table["rows"], mapped, left_out))
        made[name.value] = {**table, "rows": rows}
    rules = {
        "catalogue": pack.catalogue,
        "districts": sorted(districts),
        "serves": pack.rules["serves"],
        "tables": made,
    }
    read = normal(rules)
    _refuse_lost_catch_all(read, directory)
    return Fitted(read, tuple(left_out))


def _refuse_missing_tables(tables: Written) -> None:
    if set(tables) != set(TableName):
        raise wrong("pack, tables", "tables", f"the tables are {', '.join(TableName)}")
    for name in TableName:
        table = tables[name.value]
        if not isinstance(table.get("columns"), list) or not table.get("rows"):
            raise wrong(f"pack, table {name.value}", "table_parts", "a table has policy, columns and rows")


def _refuse_newer(pack: Pack) -> None:
    """A pack may not ask for more than the catalogue it says it is written for, nor for another county's districts."""
    for name in TableName:
        table = pack.rules["tables"][name.value]
        for column in table["columns"]:
            fact = CATALOGUE.get(column) if isinstance(column, str) else None
            if fact is not None and fact.since > pack.catalogue:
                fix = (
                    f"the pack is for catalogue {pack.catalogue}, this fact came with {fact.since}: say so, or drop it"
                )
                raise wrong(f"pack, table {name.value}, column {column}", "catalogue_older", fix)
        for row in table["rows"]:
            when = row.get("when")
            for column in _OF_PLACES:
                cell = when.get(column) if isinstance(when, dict) else None
                if isinstance(cell, dict) and "in" in cell:
                    fix = "a pack names no districts: ask whether the home is in the county, or take the row out"
                    raise wrong(f"row {row['id']}, column {column}", "pack_district", fix)


def _refuse_unmapped(pack: Pack, mapped: Mapped, directory: Directory) -> None:
    """Every row whose service or signpost the county does not have, at once: they are put right in one go."""
    faults = [*_unmapped(pack, mapped, directory)]
    if faults:
        title = f"{faults[0].pointer.strip('/').replace('/', ', ')}: {faults[0].fix}"
        raise Refused(Kind.INVALID, title, code=faults[0].code, faults=tuple(faults))


def _unmapped(pack: Pack, mapped: Mapped, directory: Directory) -> Iterator[Fault]:
    sides: tuple[tuple[str, Mapping[str, str | None], Collection[str], Mapping[str, Any]], ...] = (
        ("services", mapped.services, directory.services, pack.roles),
        ("signpost", mapped.signposts, directory.signposts, pack.signposts),
    )
    for table in pack.rules["tables"].values():
        for row in table["rows"]:
            for part, names, own, roles in sides:
                for role in _named(row, part):
                    if role not in roles:
                        yield _fault(row, role, "role_unknown", "the pack does not say what this is: name it there")
                    found = names.get(role, role)
                    if found is not None and found not in own:
                        said = f"{found} is not in your directory" if role in names else "nobody here is named for it"
                        fix = f"{said}: say which of yours it is, or that there is none"
                        yield _fault(row, role, "role_unmapped", fix)


def _fault(row: Written, role: str, code: str, fix: str) -> Fault:
    return Fault(f"/row {row['id']}/role {role}", code, fix)


def _named(row: Written, part: str) -> Sequence[str]:
    then = row.get("then")
    named = then.get(part) if isinstance(then, dict) else None
    return [one for one in named if isinstance(one, str)] if isinstance(named, list) else []


def _rows(rows: Sequence[Written], mapped: Mapped, left_out: list[str]) -> Iterator[Written]:
    """The rows in the county's words; one whose every service is played by nobody is left out."""
    for row in rows:
        then = row.get("then")
        if not isinstance(then, dict) or not all(_is_words(then.get(part, [])) for part in ("services", "signpost")):
            yield row
            continue
        services = _own(_named(row, "services"), mapped.services)
        signposts = _own(_named(row, "signpost"), mapped.signposts)
        if "services" in then and not services:
            left_out.append(row["id"])
            continue
        rest = {part: value for part, value in then.items() if part not in {"services", "signpost"}}
        own = ({"services": services} if services else {}) | ({"signpost": signposts} if signposts else {})
        yield {**row, "then": {**rest, **own}}


def _is_words(part: object) -> bool:
    """What is no list of words is left as it is, for the rulebook to refuse by its row."""
    return isinstance(part, list) and all(isinstance(one, str) for one in part)


def _own(roles: Sequence[str], names: Mapping[str, str | None]) -> list[str]:
    """The county's own, each once, in order."""
    own = (names.get(role, role) for role in roles)
    return [*dict.fromkeys(one for one in own if one is not None)]


def _refuse_lost_catch_all(rules: Written, directory: Directory) -> None:
    last = rules["tables"][TableName.PROVIDERS.value]["rows"][-1]
    desk = directory.services[ServiceId(last["then"]["services"][0])]
    if desk.pathway is not Pathway.TRIAGE:
        raise wrong(f"row {last['id']}", "catch_all_not_triage", "the last row names a service of pathway triage")
