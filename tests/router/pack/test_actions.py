"""Packs against a county's own database: made of what counts, compared, and imported as a draft."""

import json

import pytest

from tests.builders.rulebook import the_county
from tests.builders.second_county import the_pack
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.ids import AgencyId
from waymark_router import queries as router_queries
from waymark_router.checking.search import Allowance
from waymark_router.pack.actions import Standing, compare_pack, export_pack, gather_standing, import_pack
from waymark_router.pack.document import Pack, as_text, pack_from
from waymark_router.pack.fitting import Mapped
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import Editor
from waymark_router.publishing.draft import DraftState, Who

_EDITOR = Editor(Who("rae.rules", "Rae Finch"), AgencyId("opcc"), lead_s=5)


def _changed() -> Pack:
    written = json.loads(as_text(the_pack()))
    row = next(row for row in written["tables"]["overlays"]["rows"] if row["id"] == "pr-older")
    row["when"]["age_years"] = {"between": [70, 130]}
    return pack_from(written)


async def _standing(database: Database) -> Standing:
    async with database.reader(SYSTEM) as reader:
        return await gather_standing(reader)


async def test_the_pack_of_a_running_county_says_what_its_rules_say(published: Database) -> None:
    async with published.reader(SYSTEM) as reader:
        made = await export_pack(reader, name="ours", version=4)
    assert (made.name, made.version, made.made_from) == ("ours", 4, the_county().rulebook.version)
    assert made.rules == the_pack().rules


async def test_a_county_without_rules_has_no_pack(database: Database) -> None:
    async with database.reader(SYSTEM) as reader:
        with pytest.raises(Refused, match="nothing_published"):
            await export_pack(reader, name="ours", version=1)


async def test_import_makes_a_draft_and_what_is_in_force_stays(published: Database) -> None:
    standing = await _standing(published)
    comparison = await compare_pack(standing, [_changed()], Mapped(), Allowance(500))
    async with published.transaction(SYSTEM) as tx:
        draft = await import_pack(tx, comparison, base=standing.base, editor=_EDITOR)
    assert [one.row for one in comparison.changes] == ["pr-older"]
    async with published.reader(SYSTEM) as reader:
        kept = await queries.find_draft(reader, draft.draft_id)
        versions = await router_queries.versions_in_force(reader)
        steps = [done.about for done in await queries.list_done(reader, draft.draft_id)]
    assert (kept.state, kept.author.subject) == (DraftState.OPEN, "rae.rules")
    row = next(row for row in kept.written["tables"]["overlays"]["rows"] if row["id"] == "pr-older")
    assert row["when"]["age_years"] == {"between": [70, 130]}
    assert versions.rulebook == the_county().rulebook.version
    assert "pack county-pathways/2" in steps


async def test_a_pack_that_does_not_fit_leaves_no_draft(published: Database) -> None:
    standing = await _standing(published)
    with pytest.raises(Refused, match="role_unmapped"):
        await compare_pack(standing, [the_pack()], Mapped({"triage": "gone"}), Allowance(500))
    async with published.reader(SYSTEM) as reader:
        assert await queries.list_open_drafts(reader) == []


async def test_a_pack_compared_with_rules_that_no_longer_count_leaves_no_draft(published: Database) -> None:
    comparison = await compare_pack(await _standing(published), [_changed()], Mapped(), Allowance(500))
    with pytest.raises(Refused, match="base_moved"):
        async with published.transaction(SYSTEM) as tx:
            await import_pack(tx, comparison, base="0" * 64, editor=_EDITOR)
    async with published.reader(SYSTEM) as reader:
        assert await queries.list_open_drafts(reader) == []


async def test_comparing_keeps_nothing(published: Database) -> None:
    comparison = await compare_pack(await _standing(published), [_changed()], Mapped(), Allowance(500))
    async with published.reader(SYSTEM) as reader:
        assert await queries.list_open_drafts(reader) == []
    assert comparison.changes[0].sentence == 'Row pr-older: "the age is 75 or over" becomes "the age is 70 or over".'
