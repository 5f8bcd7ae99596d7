"""What is done with packs: one is made of the rules that count, compared with them, or becomes a draft to approve.

Nothing here changes what is in force: that is for two people (`publishing`).
"""

import asyncio
from collections.abc import Sequence

from waymark.db import Reader, Transaction
from waymark.words import PublicationKind
from waymark_router.deciding.question import local_date
from waymark_router.pack.comparison import Comparison, compared
from waymark_router.pack.document import Pack
from waymark_router.pack.fitting import Mapped
from waymark_router.pack.making import Made, pack_of
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import Editor, directory_in_force, nothing_published
from waymark_router.publishing.actions.drafting import change_draft, start_draft
from waymark_router.publishing.draft import Draft
from waymark_router.publishing.publication import in_order


async def export_pack(reader: Reader, *, name: str, version: int) -> Pack:
    """A pack of the rules that count last; raises Refused (NOT_FOUND) where none are published yet."""
    base = await base_of(reader)
    written = await queries.find_written(reader, base)
    directory = await directory_in_force(reader)
    return pack_of(written, directory, Made(name, version, base, local_date(reader.now)))


async def compare_pack(reader: Reader, packs: Sequence[Pack], mapped: Mapped, *, steps: int) -> Comparison:
    """What the first pack would change here, those it builds on after it; worked out in a thread, as any check is.

    Raises Refused as `compared` does.
    """
    written = await queries.find_written(reader, await base_of(reader))
    directory = await directory_in_force(reader)
    on = local_date(reader.now)
    return await asyncio.to_thread(compared, packs, mapped, written, directory, on=on, steps=steps)


async def import_pack(
    tx: Transaction, packs: Sequence[Pack], mapped: Mapped, *, editor: Editor
) -> tuple[Draft, Comparison]:
    """A draft that says what the pack says, for an approver; raises Refused as `compare_pack` does, writing nothing."""
    comparison = await compare_pack(tx, packs, mapped, steps=editor.steps)
    started = await start_draft(tx, editor)
    about = f"pack {comparison.pack.name}/{comparison.pack.version}"
    draft = await change_draft(
        tx, started.draft_id, lambda _: comparison.rules, revision=started.revision, row=about, editor=editor
    )
    return draft, comparison


async def base_of(reader: Reader) -> str:
    """The version that counts last; while the emergency switch is on, the one before it."""
    counting = in_order(await queries.list_publications(reader))
    if not counting:
        raise nothing_published()
    last = counting[0]
    return last.base if last.kind is PublicationKind.EMERGENCY else last.version
