"""What a county file does: it seeds rules and directory, and leaves what people have decided since (ADR 0035).

Not here: reading the file (`county.py`).
"""

import asyncio
from dataclasses import dataclass, replace

from waymark.db import Reader, Transaction
from waymark.errors import Kind, Refused
from waymark.words import PublicationKind
from waymark_router.actions import publish_county, publish_directory
from waymark_router.checking.check import check_rules
from waymark_router.checking.search import Allowance
from waymark_router.checking.services import Known
from waymark_router.county import County
from waymark_router.deciding.question import local_date
from waymark_router.directory import store as directory_store
from waymark_router.directory.queries import list_approved
from waymark_router.directory.request import carried_over
from waymark_router.providers.provider import Directory
from waymark_router.publishing import queries, store
from waymark_router.publishing.problem import refuse_errors
from waymark_router.publishing.publication import Publication, in_order
from waymark_router.publishing.written import read
from waymark_router.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class _Plan:
    """What loading a file would leave in force: people's own rules where they published any, and the directory."""

    by_people: Publication | None
    directory: Directory


async def seed_county(tx: Transaction, county: County, *, actor: str, allowance: Allowance) -> Publication | None:
    """Publish a county's rules and directory, or the directory alone where people published rules here: answers those.

    Of the directory, what people approved stays where the file says what it said before. All of it is checked before
    anything is locked, in a thread.

    Raises Refused (INVALID) where rules do not fit the new directory, CONFLICT where people approved something
    meanwhile; then nothing is changed.
    """
    plan = await _planned(tx, county)
    known = Known(on=local_date(tx.now), allowance=allowance)
    for rules in await _rules_left(tx, plan) or [county.rulebook]:
        refuse_errors(await asyncio.to_thread(check_rules, rules, plan.directory, known))
    await directory_store.one_at_a_time(tx)
    await store.one_at_a_time(tx)
    if await _planned(tx, county) != plan:
        raise Refused(Kind.CONFLICT, "people approved something meanwhile: load it again", code="county_overtaken")
    if plan.directory.version != county.directory.version:
        tx.audit("directory.kept", about=plan.directory.version, actor=actor, file=county.directory.version)
    if plan.by_people is None:
        await publish_county(tx, replace(county, directory=plan.directory), actor=actor)
        return None
    await publish_directory(tx, plan.directory, actor=actor)
    tx.audit("rulebook.left", about=plan.by_people.version, actor=actor, file=county.rulebook.version)
    return plan.by_people


async def _planned(reader: Reader, county: County) -> _Plan:
    publications = await queries.list_publications(reader)
    by_people = next((one for one in in_order(publications) if one.is_by_people()), None)
    return _Plan(by_people, carried_over(county.directory, await list_approved(reader)))


async def _rules_left(reader: Reader, plan: _Plan) -> list[Rulebook]:
    """The rules of people that the directory must fit; of an emergency also those that come back when it ends."""
    if plan.by_people is None:
        return []
    before = [plan.by_people.base] if plan.by_people.kind is PublicationKind.EMERGENCY else []
    return [read(await queries.find_written(reader, version)) for version in (plan.by_people.version, *before)]
