"""The page on which a draft is tried with one made-up person: which rows count and why, beside the rules it stands on.

Facts are posted, so that no address ever holds them. Not here: deciding (`trial/person.py`).
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from waymark.db import Reader
from waymark.errors import Refused
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark_router.checking.finding import Finding
from waymark_router.facts.fact import Value
from waymark_router.pages.own import Here, MayRead, Reading, looking, posted_by
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import directory_in_force
from waymark_router.publishing.draft import Draft
from waymark_router.publishing.row_form import Around, Posted, questions
from waymark_router.publishing.written import read
from waymark_router.rules.rule import TableName
from waymark_router.trial.person import Tried, read_facts, try_person
from waymark_router.trial.version import Version

router = APIRouter()
_NOBODY: Posted = {}


@router.get("/rules/drafts/{draft_id}/person")
async def person_page(draft_id: UUID, request: Request, reader: Reading, _: MayRead) -> Response:
    """An empty form of facts."""
    return await _page(request, reader, await queries.find_draft(reader, draft_id), _NOBODY)


@router.post("/rules/drafts/{draft_id}/person")
async def try_it(draft_id: UUID, request: Request, context: Here, _: MayRead) -> Response:
    """What the draft would do with the person, and what the rules it stands on would; nothing is kept."""
    posted = await posted_by(request)
    async with looking(context) as reader:
        draft = await queries.find_draft(reader, draft_id)
        try:
            facts = read_facts(posted)
        except Refused as refused:
            return await _page(request, reader, draft, posted, refused=refused)
        directory = await directory_in_force(reader)
        base = read(await queries.find_written(reader, draft.base))
        versions = [Version(read(draft.written), directory), Version(base, directory)]
        tried = [try_person(facts, version, at=reader.now) for version in versions]
        return await _page(request, reader, draft, posted, tried=tried)


async def _page(
    request: Request,
    reader: Reader,
    draft: Draft,
    posted: Posted,
    *,
    tried: Sequence[Tried] = (),
    refused: Refused | None = None,
) -> Response:
    around = Around(TableName.PATHWAYS, draft.written, await directory_in_force(reader))
    chosen = {f"in:{name}": values for name, values in posted.items()}
    return render(
        "draft_person.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        draft=draft,
        posted=posted,
        questions=sorted(questions(chosen, around), key=lambda question: question.type == "any number of a list"),
        faults=[(fault.pointer.strip("/"), fault.fix) for fault in refused.faults] if refused else [],
        by_draft=tried[0].told if tried else None,
        by_base=tried[1].told if tried else None,
    )


def example_fields(finding: Finding) -> list[tuple[str, str]]:
    """The facts of a finding's example as a form would post them, so that they can be tried."""
    return [(name, text) for name, value in _known(finding.example).items() for text in _texts(value)]


def _known(example: Mapping[str, Value] | None) -> Mapping[str, Value]:
    return {name: value for name, value in (example or {}).items() if value is not None and name != "pathway"}


def _texts(value: Value) -> list[str]:
    if isinstance(value, frozenset):
        return sorted(value)
    return [("yes" if value else "no") if isinstance(value, bool) else str(value)]
