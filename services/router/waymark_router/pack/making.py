"""Making a pack of a county's rules: its services become roles, its districts stay behind.

Not here: the pack's file (`document.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from waymark.words import Group, Pathway
from waymark_router.pack.document import Pack, Role, Template, Told, Written
from waymark_router.pack.standing import clocks_on, forms_of, reasons_known
from waymark_router.providers.provider import Directory, DirectoryService
from waymark_router.rules.rule import TableName


@dataclass(frozen=True, slots=True)
class Made:
    """What a pack says of itself: its name and version, the version of rules it was made from, on which day, and in
    words what it is about.
    """

    name: str
    version: int
    made_from: str
    on: date
    about: str = ""


def pack_of(rules: Written, directory: Directory, made: Made) -> Pack:
    """A pack of these rules (as written, whole); roles and signposts are those that some row names, limits those of the
    day it is made.
    """
    tables = rules["tables"]
    services = _named(tables, TableName.PROVIDERS, "services")
    signposts = _named(tables, TableName.PATHWAYS, "signpost")
    return Pack(
        name=made.name,
        version=made.version,
        catalogue=rules["catalogue"],
        rules={"serves": rules["serves"], "tables": tables},
        roles={one.id: _role(one) for one in directory.services.values() if one.id in services},
        about=made.about,
        made_from=made.made_from,
        signposts={one.id: Told(one.name, one.how) for one in directory.signposts.values() if one.id in signposts},
        clocks=clocks_on(made.on),
        reasons=reasons_known(),
        forms=forms_of(rules),
    )


def templates_of(
    agreements: Sequence[Mapping[str, object]], services: Sequence[DirectoryService]
) -> tuple[Template, ...]:
    """Agreements of a county file in outline: the recipients become the pathways that their services are on."""
    return tuple(one for agreement in agreements for one in _templates(agreement, services))


def _templates(agreement: Mapping[str, object], services: Sequence[DirectoryService]) -> list[Template]:
    grants = agreement.get("grants")
    found: dict[tuple[str, ...], Template] = {}
    for grant in grants if isinstance(grants, list) else []:
        on = {service.pathway for service in services if service.agency == grant["recipient"]}
        if not on:
            continue
        key = (*grant["purposes"], *grant["groups"])
        before = found[key].pathways if key in found else ()
        found[key] = Template(
            title=str(agreement["title"]),
            basis=str(agreement["basis"]),
            pathways=tuple(pathway for pathway in Pathway if pathway in on or pathway in before),
            purposes=tuple(grant["purposes"]),
            groups=tuple(Group(group) for group in grant["groups"]),
        )
    return [*found.values()]


def _named(tables: Written, table: TableName, part: str) -> frozenset[str]:
    rows = tables[table.value]["rows"]
    return frozenset(one for row in rows for one in row["then"].get(part, []))


def _role(service: DirectoryService) -> Role:
    hours = service.respond_within[-1]
    within = {"urgent": hours.urgent, "high": hours.high, "standard": hours.standard}
    return Role(service.pathway, service.name, within)
