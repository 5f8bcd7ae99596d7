"""Handing out a slip: the code is shown once and stands nowhere; the page tells no more than it may."""

import re

import pytest

from tests.builders.slips import used
from tests.intake.conftest import Intake
from tests.intake.pages.test_refer import signed_in
from waymark.db import SYSTEM
from waymark.ids import uuid7
from waymark.words import AgencyRole
from waymark_intake.pages.slip_use import hash_of
from waymark_intake.slips.code import read_code

URL = "/intake/slips/new"
_CODE = re.compile(r'id="code">([0-9A-Z-]+)<')


async def handed_out(intake: Intake, **said: str) -> str:
    """The code on a new slip."""
    async with signed_in(intake, AgencyRole.POLICE) as client:
        page = await client.post(URL, data=said)
    assert page.status_code == 200
    found = _CODE.search(page.text)
    assert found
    return found[1]


async def test_a_slip_shows_a_code_an_address_and_a_square_and_names_nobody(intake: Intake) -> None:
    async with signed_in(intake, AgencyRole.POLICE) as client:
        page = await client.post(URL, data={"offence_class": "fraud", "district": "E07000220"})
    found = _CODE.search(page.text)
    assert found
    assert read_code(found[1])
    assert "/form</" in page.text
    assert "<svg" in page.text
    for told in ("Fraud", "Rugby", "police", "Sign out"):
        assert told not in page.text
    assert "no-store" in page.headers["cache-control"]


async def test_the_code_is_kept_as_a_keyed_hash_with_what_was_said_as_codes(intake: Intake) -> None:
    code = await handed_out(intake, offence_class="fraud", district="nonsense")
    async with intake.database.reader(SYSTEM) as reader:
        (row,) = await reader.rows("select * from slips")
        acts = await reader.rows("select act, details from audit")
    assert row.code_hash == hash_of(read_code(code) or "", intake.context.own.hash_key)
    assert (row.offence_class, row.district, row.used_at) == ("fraud", None, None)
    assert [one.act for one in acts] == ["slip.made"]
    assert code not in str(row) + str(acts)


async def test_the_page_counts_what_the_agency_may_know(intake: Intake) -> None:
    code = await handed_out(intake)
    kept = hash_of(read_code(code) or "", intake.context.own.hash_key)
    await used(intake.database, kept, uuid7(intake.context.clock.now()))
    async with signed_in(intake, AgencyRole.POLICE) as client:
        page = (await client.get(URL)).text
    assert re.search(r"Handed out</dt><dd[^>]*>1<", page)
    assert re.search(r"you may know</dt><dd[^>]*>0<", page)
    assert "Said once 10 are past their time" in page


@pytest.mark.parametrize("role", [AgencyRole.COMMISSIONER, AgencyRole.SELF])
async def test_whoever_sends_nobody_hands_out_nothing(intake: Intake, role: AgencyRole) -> None:
    async with signed_in(intake, role) as client:
        assert (await client.get(URL)).status_code == 403
        assert (await client.post(URL)).status_code == 403
