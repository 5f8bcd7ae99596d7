"""Findings of what rules name: pathways nobody serves, needs no row knows, signposts and a desk that are not there.

Not here: the services themselves (`services.py`).
"""

from collections.abc import Iterator

from waymark.ids import ServiceId
from waymark.words import Need, Pathway
from waymark_router.checking.finding import Finding, Problem, Severity
from waymark_router.deciding.explain import words
from waymark_router.facts.fact import CATALOGUE
from waymark_router.providers.provider import Directory
from waymark_router.rules.cell import Condition
from waymark_router.rules.rule import Row, TableName
from waymark_router.rules.rulebook import Rulebook


def reference_findings(rulebook: Rulebook, directory: Directory) -> Iterator[Finding]:
    """What the rows name, held against the other tables, the catalogue and the directory."""
    yield from _pathways(rulebook)
    yield from _needs(rulebook)
    for table in (TableName.PATHWAYS, TableName.OVERLAYS):
        for row in rulebook.tables[table].table.rows:
            yield from _signposts(table, row, directory)
    yield from _desk(rulebook, directory)


def _pathways(rulebook: Rulebook) -> Iterator[Finding]:
    rows = rulebook.tables[TableName.PROVIDERS].table.rows[:-1]
    served = {word for row in rows if "pathway" in row.cells for word in row.cells["pathway"].words}
    if any("pathway" not in row.cells for row in rows):
        return
    told: set[str] = {Pathway.TRIAGE.value}
    for table in (TableName.PATHWAYS, TableName.OVERLAYS):
        for row in rulebook.tables[table].table.rows:
            pathway = row.output.pathway
            if pathway is not None and pathway.value not in served | told:
                told.add(pathway.value)
                sentence = (
                    f"Row {row.id} names pathway {words(pathway)}, which no row of table providers serves: everybody on"
                    " it reaches the triage desk. Add a row there, or leave it so while nobody is bought for it."
                )
                yield Finding(Problem.PATHWAY_NOT_SERVED, Severity.WARNING, sentence, table=table, row=row.id)


def _needs(rulebook: Rulebook) -> Iterator[Finding]:
    mentioned = {
        word
        for row in rulebook.tables[TableName.PATHWAYS].table.rows
        if "needs" in row.cells and row.cells["needs"].condition is Condition.ANY_OF
        for word in row.cells["needs"].words
    }
    unasked = [CATALOGUE["needs"].said(need.value) for need in Need if need.value not in mentioned]
    if unasked:
        sentence = (
            f"No row of table pathways asks for {', '.join(unasked)}: these needs decide nothing. Add each to a row, or"
            " leave it so if other facts always say where it goes."
        )
        yield Finding(Problem.NEED_NOT_MENTIONED, Severity.WARNING, sentence, table=TableName.PATHWAYS, column="needs")


def _signposts(table: TableName, row: Row, directory: Directory) -> Iterator[Finding]:
    for signpost in row.output.signposts:
        if ServiceId(signpost) not in directory.signposts:
            sentence = (
                f"Row {row.id} tells of signpost {signpost}, which the directory does not have. Name one it has, or"
                " add it to the directory first."
            )
            yield Finding(Problem.SIGNPOST_UNKNOWN, Severity.ERROR, sentence, table=table, row=row.id)


def _desk(rulebook: Rulebook, directory: Directory) -> Iterator[Finding]:
    last = rulebook.tables[TableName.PROVIDERS].table.rows[-1]
    desk = directory.services.get(ServiceId(last.output.services[0]))
    if desk is not None and desk.pathway is not Pathway.TRIAGE:
        sentence = (
            f"Row {last.id}, the last one, must name a service of pathway triage first: the desk that takes the rest."
        )
        yield Finding(Problem.NO_DESK, Severity.ERROR, sentence, table=TableName.PROVIDERS, row=last.id)
