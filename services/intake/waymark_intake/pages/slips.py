"""Handing out referral slips: a page to print with a one-time code, and how many were used as far as one may know.

The code is shown once, in the answer to a press of a button; it is kept as a keyed hash and stands in no address. Not
here: using a code, which belongs to the public form (slip_use.py).
"""

import secrets
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from markupsafe import Markup

from waymark.auth import Actor
from waymark.errors import Kind, Refused
from waymark.guard import AllowsPage
from waymark.ids import uuid7
from waymark.pages import render
from waymark.permission import Permission
from waymark.reference import districts
from waymark.words import OffenceClass
from waymark_intake.api.own import Here
from waymark_intake.pages.slip_use import hash_of
from waymark_intake.slips import actions
from waymark_intake.slips.code import BITS, read_code, written_code
from waymark_intake.slips.queries import count_slips
from waymark_intake.slips.slip import Context, NewSlip, slip_limits
from waymark_intake.wording import say
from waymark_intake.working_day import local_date

router = APIRouter(include_in_schema=False)

MayHandOut = Annotated[Actor, Depends(AllowsPage(Permission.REFERRAL_SUBMIT))]
FORM = "/form"
_DOTS = 5


@router.get("/slips/new")
async def ask_slip(request: Request, actor: MayHandOut, context: Here) -> Response:
    """What a slip may say, and what became of those before."""
    _check(actor, context)
    async with context.database.reader(actor.agency) as reader:
        counts = await count_slips(reader, actor.agency)
    limits = slip_limits(local_date(context.clock.now()))
    known = districts.districts()
    areas = [(code, known[code].name if code in known else code) for code in context.settings.form_districts.split(",")]
    classes = [(one.value, say(one.value, "offence")) for one in OffenceClass]
    return render(
        "slip_new.html",
        request,
        errors={},
        counts=counts,
        least=limits.least_told,
        days=limits.life.days,
        areas=areas,
        classes=classes,
    )


@router.post("/slips/new")
async def make_slip(
    request: Request,
    actor: MayHandOut,
    context: Here,
    offence_class: Annotated[str, Form(max_length=40)] = "",
    district: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """A new slip to print: shown this once; what is not a code of ours is left out of it."""
    _check(actor, context)
    said = Context(
        OffenceClass(offence_class) if offence_class in set(OffenceClass) else None,
        district if district in context.settings.form_districts.split(",") else None,
    )
    code = written_code(secrets.randbits(BITS))
    slip = NewSlip(uuid7(context.clock.now()), hash_of(read_code(code) or "", context.own.hash_key), said)
    async with context.database.transaction(actor.agency) as tx:
        until = await actions.make_slip(tx, slip, agency=actor.agency, subject=actor.subject)
    address = f"{context.shared.url().rstrip('/')}{FORM}"
    drawn = segno.make(address, error="m").svg_inline(scale=_DOTS)
    # The address is ours; the drawing holds only shapes.
    picture = Markup(drawn)  # noqa: S704
    return render("slip.html", request, actor=None, errors={}, code=code, address=address, picture=picture, until=until)


def _check(actor: Actor, context: Here) -> None:
    if actor.agency_role not in slip_limits(local_date(context.clock.now())).hand_out:
        raise Refused(Kind.FORBIDDEN, "Your agency hands out no slips", code="slips_not_yours")
