"""What a pack would change in a county, in words: rows, hours to set in the directory, agreements to make, the check.

All but rows is told and never changed by it: hours belong to the directory, agreements to the data protection lead. Not
here: making a draft of it (`actions.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from waymark.ids import ServiceId
from waymark_router.checking.check import check_rules
from waymark_router.checking.search import Allowance
from waymark_router.checking.services import Known
from waymark_router.facts.fact import CATALOGUE
from waymark_router.pack.difference import Change, differences
from waymark_router.pack.document import Pack, Written
from waymark_router.pack.extending import whole
from waymark_router.pack.fitting import Fitted, Mapped, fitted
from waymark_router.pack.standing import refuse_unknown, told_of_clocks, told_of_forms, told_of_reasons
from waymark_router.providers.provider import Directory
from waymark_router.publishing.written import read


@dataclass(frozen=True, slots=True)
class Comparison:
    """The pack as it was joined, the rules as they would be, and all that is to be said of it, as sentences."""

    pack: Pack
    rules: Written
    changes: tuple[Change, ...]
    left_out: tuple[str, ...]
    hours: tuple[str, ...]
    agreements: tuple[str, ...]
    reasons: tuple[str, ...]
    forms: tuple[str, ...]
    findings: tuple[str, ...]


def compared(
    packs: Sequence[Pack], mapped: Mapped, now: Written, directory: Directory, *, on: date, allowance: Allowance
) -> Comparison:
    """The first pack, with those it builds on, against the rules `now`; raises Refused (INVALID) where it cannot fit.

    `on` is the day and `allowance` what the check may cost.
    """
    pack = whole(packs)
    refuse_unknown(pack)
    made: Fitted = fitted(pack, mapped, directory, now["districts"])
    before, after = read(now), read(made.rules)
    report = check_rules(after, directory, Known(on=on, allowance=allowance))
    return Comparison(
        pack=pack,
        rules=made.rules,
        changes=differences(before, after),
        left_out=made.left_out,
        hours=(*_hours(pack, mapped, directory), *told_of_clocks(pack, on)),
        agreements=tuple(_agreements(pack)),
        reasons=tuple(told_of_reasons(pack)),
        forms=tuple(told_of_forms(pack)),
        findings=tuple(one.sentence for one in report.findings),
    )


def _hours(pack: Pack, mapped: Mapped, directory: Directory) -> Iterator[str]:
    """Services whose hours are not those of the role they play."""
    for role, part in pack.roles.items():
        own = mapped.services.get(role, role)
        service = directory.services.get(ServiceId(own)) if own else None
        if service is None or not part.respond_within:
            continue
        hours = service.respond_within[-1]
        here = {"urgent": hours.urgent, "high": hours.high, "standard": hours.standard}
        if here != dict(part.respond_within):
            theirs = ", ".join(f"{name} {hours}" for name, hours in part.respond_within.items())
            ours = ", ".join(f"{name} {hours}" for name, hours in here.items())
            yield f"{service.name} answers within {ours} hours; the pack says {theirs}. Hours are set in the directory."


def _agreements(pack: Pack) -> Iterator[str]:
    """Tasks for the data protection lead: without an agreement in force nothing is shared."""
    for one in pack.agreements:
        pathways = ", ".join(CATALOGUE["pathway"].said(pathway) for pathway in one.pathways)
        groups = ", ".join(group.value.replace("_", " ") for group in one.groups)
        yield f"{one.title}: an agreement for {pathways} that grants {groups}, on the basis of {one.basis}."
