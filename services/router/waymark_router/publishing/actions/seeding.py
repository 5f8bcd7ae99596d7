"""What a county file does: it seeds rules and directory, and leaves what people have decided since (ADR 0035).

Not here: reading the file (`county.py`).
"""

from dataclasses import replace

from waymark.db import Transaction
from waymark_router.actions import publish_county, publish_directory
from waymark_router.checking.check import check_rules
from waymark_router.checking.services import Known
from waymark_router.county import County
from waymark_router.deciding.question import local_date
from waymark_router.directory import store as directory_store
from waymark_router.directory.queries import list_approved
from waymark_router.directory.request import carried_over
from waymark_router.publishing import queries, store
from waymark_router.publishing.problem import refuse_errors
from waymark_router.publishing.publication import Publication, in_order
from waymark_router.publishing.written import read


async def seed_county(tx: Transaction, county: County, *, actor: str, steps: int) -> Publication | None:
    """Publish a county's rules and directory, or the directory alone where people published rules here: answers those.

    Of the directory, what people approved stays where the file says what it said before.

    Raises Refused (INVALID) where their rules do not fit the new directory; then nothing is changed.
    """
    await store.one_at_a_time(tx)
    await directory_store.one_at_a_time(tx)
    file = county.directory
    county = replace(county, directory=carried_over(file, await list_approved(tx)))
    if county.directory.version != file.version:
        tx.audit("directory.kept", about=county.directory.version, actor=actor, file=file.version)
    by_people = next((one for one in in_order(await store.list_publications(tx)) if one.is_by_people()), None)
    if by_people is None:
        await publish_county(tx, county, actor=actor)
        return None
    rules = read(await queries.find_written(tx, by_people.version))
    refuse_errors(check_rules(rules, county.directory, Known(on=local_date(tx.now), steps=steps)))
    await publish_directory(tx, county.directory, actor=actor)
    tx.audit("rulebook.left", about=by_people.version, actor=actor, file=county.rulebook.version)
    return by_people
