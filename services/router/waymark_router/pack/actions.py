"""What is done with packs: one is made of the rules that count, compared with them, or becomes a draft to approve.

Nothing here changes what is in force: that is for two people (`publishing`).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from waymark.db import Reader, Transaction
from waymark.words import PublicationKind
from waymark_router.checking.search import Allowance
from waymark_router.deciding.question import local_date
from waymark_router.pack.comparison import Comparison, compared
from waymark_router.pack.document import Pack
from waymark_router.pack.fitting import Mapped
from waymark_router.pack.making import Made, pack_of
from waymark_router.providers.provider import Directory
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import Editor, directory_in_force, nothing_published
from waymark_router.publishing.actions.drafting import start_draft_of
from waymark_router.publishing.draft import Draft
from waymark_router.publishing.publication import in_order
from waymark_router.publishing.written import Written


async def export_pack(reader: Reader, *, name: str, version: int) -> Pack:
    """A pack of the rules that count last; raises Refused (NOT_FOUND) where none are published yet."""
    base = await base_of(reader)
    written = await queries.find_written(reader, base)
    directory = await directory_in_force(reader)
    return pack_of(written, directory, Made(name, version, base, local_date(reader.now)))


@dataclass(frozen=True, slots=True)
class Standing:
    """What a pack or a sheet is held against: the rules that count last with their version, and the directory of that
    day.
    """

    base: str
    written: Written
    directory: Directory
    on: date


async def gather_standing(reader: Reader) -> Standing:
    """What there is to compare with; raises Refused (NOT_FOUND) where nothing is published yet."""
    base = await base_of(reader)
    written = await queries.find_written(reader, base)
    return Standing(base, written, await directory_in_force(reader), local_date(reader.now))


async def compare_pack(standing: Standing, packs: Sequence[Pack], mapped: Mapped, allowance: Allowance) -> Comparison:
    """What the first pack would change here, those it builds on after it; worked out in a thread, as any check is, with
    no reader open. Raises Refused as `compared` does.
    """
    now, directory = standing.written, standing.directory
    return await asyncio.to_thread(compared, packs, mapped, now, directory, on=standing.on, allowance=allowance)


async def import_pack(tx: Transaction, comparison: Comparison, *, base: str, editor: Editor) -> Draft:
    """A draft that says what the pack says, for an approver. Raises Refused (CONFLICT), writing nothing, where
    the rules that count last are no longer version `base` that it was compared with.
    """
    about = f"pack {comparison.pack.name}/{comparison.pack.version}"
    return await start_draft_of(tx, comparison.rules, base=base, about=about, editor=editor)


async def base_of(reader: Reader) -> str:
    """The version that counts last; while the emergency switch is on, the one before it."""
    counting = in_order(await queries.list_publications(reader))
    if not counting:
        raise nothing_published()
    last = counting[0]
    return last.base if last.kind is PublicationKind.EMERGENCY else last.version
