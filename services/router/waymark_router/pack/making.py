"""Making a pack of a county's rules: its services become roles, its districts stay behind.

Not here: the pack's file (`document.py`).
"""

from collections.abc import Mapping, Sequence

from waymark.words import Group, Pathway
from waymark_router.pack.document import Pack, Role, Template, Told, Written
from waymark_router.providers.provider import Directory, DirectoryService
from waymark_router.rules.rule import TableName


def pack_of(rules: Written, directory: Directory, *, name: str, version: int, made_from: str, about: str = "") -> Pack:
    """A pack of these rules (as written, whole); roles and signposts are those that some row names."""
    tables = rules["tables"]
    services = _named(tables, TableName.PROVIDERS, "services")
    signposts = _named(tables, TableName.PATHWAYS, "signpost")
    return Pack(
        name=name,
        version=version,
        catalogue=rules["catalogue"],
        rules={"serves": rules["serves"], "tables": tables},
        roles={one.id: _role(one) for one in directory.services.values() if one.id in services},
        about=about,
        made_from=made_from,
        signposts={one.id: Told(one.name, one.how) for one in directory.signposts.values() if one.id in signposts},
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
