"""What a county file does: it seeds rules and directory, and leaves what people have decided since (ADR 0035).

Not here: reading the file (`county.py`).
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import date

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


@dataclass(frozen=True, slots=True)
class Seed:
    """A county file beside what people decided here: the `rules` that would be in force, or come back after an
    emergency, on the day it was looked at.
    """

    county: County
    plan: _Plan
    rules: tuple[Rulebook, ...]
    on: date


async def gather_seed(reader: Reader, county: County) -> Seed:
    """What loading this county would do here."""
    plan = await _planned(reader, county)
    return Seed(county, plan, await _rules_left(reader, plan) or (county.rulebook,), local_date(reader.now))


async def check_seed(seed: Seed, allowance: Allowance) -> None:
    """Check it in a thread, with nothing open in the database; raises Refused (INVALID) where rules do not fit the
    directory.
    """
    known = Known(on=seed.on, allowance=allowance)
    for rules in seed.rules:
        refuse_errors(await asyncio.to_thread(check_rules, rules, seed.plan.directory, known))


async def seed_county(tx: Transaction, seed: Seed, *, actor: str) -> Publication | None:
    """Publish a county's rules and directory, or the directory alone where people published rules here: answers those.

    Of the directory, what people approved stays where the file says what it said before. Raises Refused (CONFLICT),
    changing nothing, where people approved something since it was gathered.
    """
    await directory_store.one_at_a_time(tx)
    await store.one_at_a_time(tx)
    county, plan = seed.county, seed.plan
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


async def _rules_left(reader: Reader, plan: _Plan) -> tuple[Rulebook, ...]:
    """The rules of people that the directory must fit; of an emergency also those that come back when it ends."""
    if plan.by_people is None:
        return ()
    before = [plan.by_people.base] if plan.by_people.kind is PublicationKind.EMERGENCY else []
    return tuple([read(await queries.find_written(reader, one)) for one in (plan.by_people.version, *before)])
