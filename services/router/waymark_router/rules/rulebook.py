"""A rulebook: one immutable version of all tables, named by the hash of its content, in force from a time on.

What is not here: single tables (`rule.py`), publishing with a second person (later).
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from waymark.words import Need, Pathway
from waymark_router.canonical import canonical_bytes, content_hash
from waymark_router.facts.fact import CATALOGUE, CATALOGUE_VERSION, CATALOGUES_KNOWN, OF_A_PATHWAY
from waymark_router.refusal import wrong
from waymark_router.rules.evaluator import CompiledTable
from waymark_router.rules.rule import Row, TableName, table_from

_PARTS = {"catalogue", "effective_from", "districts", "serves", "tables"}


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All tables, compiled. `version` is the SHA-256 of `body`; a rollback is a new version with a later
    `effective_from`. `serves` names the needs each pathway answers (a pathway not in it answers every need).
    `districts` are the county's own, by ONS code.
    """

    version: str
    body: bytes
    effective_from: datetime
    districts: frozenset[str]
    serves: Mapping[Pathway, frozenset[Need]]
    tables: Mapping[TableName, CompiledTable]

    def answered(self, pathway: Pathway, needs: Iterable[Need]) -> tuple[Need, ...]:
        """Those of `needs` that the pathway answers, in their order."""
        served = self.serves.get(pathway)
        return tuple(need for need in needs if served is None or need in served)

    def starting(self, effective_from: datetime) -> "Rulebook":
        """The same rules as a version that comes into force then (aware)."""
        at = effective_from.astimezone(UTC)
        body = canonical_bytes({**json.loads(self.body), "effective_from": at.isoformat()})
        return replace(self, version=content_hash(body), body=body, effective_from=at)

    def row(self, table: TableName, row_id: str) -> Row:
        """A row by its id; KeyError where there is none."""
        return self.tables[table].row(row_id)

    @property
    def names_no_pathway(self) -> bool:
        """Whether everything goes to the triage desk, as by the emergency switch."""
        return len(self.tables[TableName.PATHWAYS].table.rows) == 1

    def services_named(self) -> frozenset[str]:
        """Every service that some row names."""
        rows = self.tables[TableName.PROVIDERS].table.rows
        return frozenset(service for row in rows for service in row.output.services)

    def signposts_named(self) -> frozenset[str]:
        """Every signpost that some row names."""
        rows = self.tables[TableName.PATHWAYS].table.rows
        return frozenset(signpost for row in rows for signpost in row.output.signposts)

    def columns_read(self) -> frozenset[str]:
        """The facts that some table reads, but for those the decision sets itself."""
        return frozenset(name for table in self.tables.values() for name in table.table.columns) - OF_A_PATHWAY


def rulebook_from(written: object) -> Rulebook:
    """Read a rulebook (parsed JSON or TOML); raises Refused (INVALID) that names row and column."""
    if not isinstance(written, dict) or set(written) != _PARTS:
        raise wrong("rulebook", "rulebook_parts", f"a rulebook has {', '.join(sorted(_PARTS))}")
    catalogue = written["catalogue"]
    if type(catalogue) is not int or catalogue not in CATALOGUES_KNOWN:
        raise wrong(
            "rulebook",
            "catalogue_unknown",
            f"write it for fact catalogue {CATALOGUE_VERSION}",
        )
    effective_from = _instant(written["effective_from"])
    districts = _districts(written["districts"])
    serves = _serves(written["serves"])
    tables = written["tables"]
    if not isinstance(tables, dict) or set(tables) != set(TableName):
        raise wrong("rulebook, tables", "tables", f"the tables are {', '.join(TableName)}")
    read = {name: table_from(tables[name.value], name) for name in TableName}
    ids = [row.id for table in read.values() for row in table.rows]
    for row_id, number in Counter(ids).items():
        if number > 1:
            raise wrong(f"row {row_id}", "row_twice", "give each row its own id")
    body = canonical_bytes(
        {
            "catalogue": catalogue,
            "effective_from": effective_from.isoformat(),
            "districts": sorted(districts),
            "serves": {pathway.value: sorted(needs) for pathway, needs in serves.items()},
            "tables": {name.value: table.as_json() for name, table in read.items()},
        }
    )
    compiled = {name: CompiledTable(table) for name, table in read.items()}
    return Rulebook(content_hash(body), body, effective_from, districts, serves, compiled)


def rulebook_from_bytes(body: bytes) -> Rulebook:
    """Read a rulebook from its canonical bytes."""
    return rulebook_from(json.loads(body))


def _instant(written: object) -> datetime:
    at = datetime.fromisoformat(written) if isinstance(written, str) and _is_instant(written) else written
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise wrong(
            "rulebook, effective_from",
            "instant",
            "use a date and time with its time zone",
        )
    return at


def _is_instant(written: str) -> bool:
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return False
    return True


def _districts(written: object) -> frozenset[str]:
    known = CATALOGUE["district"]
    if not isinstance(written, list) or not written:
        raise wrong(
            "rulebook, districts",
            "districts",
            "list the county's districts by ONS code",
        )
    for at, district in enumerate(written, start=1):
        if not isinstance(district, str) or not known.knows(district):
            raise wrong(
                f"rulebook, districts, number {at}",
                "district_code",
                "use an ONS code such as E07000222",
            )
    return frozenset(written)


def _serves(written: object) -> Mapping[Pathway, frozenset[Need]]:
    if not isinstance(written, dict):
        raise wrong("rulebook, serves", "serves", "list the needs of each pathway")
    serves: dict[Pathway, frozenset[Need]] = {}
    for pathway, needs in written.items():
        place = f"rulebook, serves, {pathway}"
        if pathway not in set(Pathway):
            raise wrong(place, "pathway_unknown", "name a known pathway")
        if not isinstance(needs, list) or not all(isinstance(need, str) and need in set(Need) for need in needs):
            raise wrong(place, "need_unknown", "list known needs")
        serves[Pathway(pathway)] = frozenset(Need(need) for need in needs)
    return serves
