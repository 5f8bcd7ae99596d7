"""Slips made and used against a real database."""

from uuid import UUID, uuid4

from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId, uuid7
from waymark.words import OffenceClass
from waymark_intake.slips import actions
from waymark_intake.slips.slip import Context, NewSlip

POLICE, OTHERS = AgencyId("warwickshire-police"), AgencyId("neighbour-police")
SAID = Context(OffenceClass.FRAUD, "E07000220")


async def made(database: Database, clock: ReplayClock, agency: AgencyId = POLICE, context: Context = SAID) -> bytes:
    code = uuid4().bytes * 2
    async with database.transaction(agency) as tx:
        slip = NewSlip(uuid7(clock.now()), code, context)
        await actions.make_slip(tx, slip, agency=agency, subject="pia.police")
    return code


async def used(database: Database, code: bytes, submission: UUID, *, told: bool = False) -> Context | None:
    async with database.transaction(SYSTEM) as tx:
        return await actions.use_slip(tx, code, submission=submission, told=told)
