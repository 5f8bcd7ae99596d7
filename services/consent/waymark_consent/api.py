"""Consent's REST door: what the person said, the release of personal data, the agreements in force.

Request, action, answer. Not here: any decision, and the token endpoint (`access.api`).
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from waymark.auth import Actor
from waymark.contracts.referral import ConsentStatement
from waymark.db import Reader, Transaction
from waymark.guard import Allows
from waymark.http import here, parsed, problems, reading, writing
from waymark.permission import Permission
from waymark.words import Group, Position, Sharing
from waymark_consent import actions, queries
from waymark_consent.actions import Recorded, ReleasedReferral, Requester
from waymark_consent.agreement import Agreement, Purpose, Standing
from waymark_consent.permission import WORDING_CODE
from waymark_consent.settings import Here

MOST_AT_ONCE = 200

router = APIRouter()
Writing = Annotated[Transaction, Depends(writing, scope="function")]


class Body(BaseModel):
    """Base of what is sent and answered here: nothing unknown gets in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PermissionBody(Body):
    """What the person said about sharing, as whoever sent the referral heard it."""

    position: Literal[Position.GIVEN, Position.REFUSED, Position.WITHDRAWN, Position.UNABLE_TO_ASK]
    explicit: bool = False
    given_by: Literal["self", "guardian", "attorney"] = "self"
    how: Literal["spoken", "written", "online"] = "spoken"
    wording: Annotated[str, Field(pattern=WORDING_CODE)] = ""
    asked_at: AwareDatetime | None = None


class RecipientAnswer(Body):
    """What may be shared with one agency, and what is missing where something is."""

    agency: str
    sharing: Sharing
    groups: tuple[Group, ...]
    reasons: tuple[str, ...]
    missing: str
    ask_of: str


class PermissionAnswer(Body):
    """Where the referral stands now; `allowed_next` are the positions that may be recorded after this one."""

    referral_id: UUID
    position: Position
    explicit: bool
    screening: int
    recipients: tuple[RecipientAnswer, ...]
    allowed_next: tuple[Position, ...]


class ReleaseBody(Body):
    """Which referrals an agency wants to see, and what for."""

    referrals: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]
    purpose: Purpose = Purpose.SUPPORT


class ReleasedAnswer(Body):
    """One referral: its permitted groups, and each withheld group with the coded reason; or one refusal for all.

    `fields` names the single fields ("group.field") that may be shown where not whole groups may.
    """

    referral_id: UUID
    refused: str
    groups: dict[Group, dict[str, object]]
    withheld: dict[Group, str]
    agreement: str
    decision_id: UUID
    fields: tuple[str, ...]


class ReleaseAnswer(Body):
    """One answer per referral, in the order asked; twice asked is answered once."""

    released: list[ReleasedAnswer]


class AgreementAnswer(Body):
    """One version of an agreement and where it stands today."""

    agreement: Agreement
    standing: Standing


_GIVEN = {"position": "given", "explicit": True, "asked_at": "2026-11-20T14:40:00Z", "wording": "leaflet/3"}
_ASKED = {"referrals": ["0197a8a0-0000-7000-8000-000000000001"], "purpose": "support"}


def _example(body: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"examples": {"usual": {"value": body}}}}}}


@router.post("/v1/referrals/{referral_id}/consent", responses=problems(409), openapi_extra=_example(_GIVEN))
async def post_consent(
    referral_id: UUID,
    body: Annotated[PermissionBody, Depends(parsed(PermissionBody))],
    actor: Annotated[Actor, Depends(Allows(Permission.CONSENT_RECORD))],
    tx: Writing,
) -> PermissionAnswer:
    """Record what the person said; only the agency that sent the referral may."""
    statement = ConsentStatement(**body.model_dump())
    recorded = await actions.record_permission(tx, referral_id, statement, actor=actor.subject, sender=actor.agency)
    return _recorded(recorded)


@router.post("/v1/release", openapi_extra=_example(_ASKED))
async def post_release(
    body: Annotated[ReleaseBody, Depends(parsed(ReleaseBody))],
    actor: Annotated[Actor, Depends(Allows(Permission.RELEASE_READ))],
    tx: Writing,
    context: Annotated[Here, Depends(here)],
) -> ReleaseAnswer:
    """What the actor's own agency may see of these referrals, decided now and logged, refusals too."""
    released = await actions.release_referrals(
        tx,
        body.referrals,
        requester=Requester(actor.subject, actor.agency, actor.agency_role),
        purpose=body.purpose,
        ring=context.own.ring,
    )
    return ReleaseAnswer(released=[_released(one) for one in released])


@router.get("/v1/agreements")
async def get_agreements(
    actor: Annotated[Actor, Depends(Allows(Permission.AGREEMENT_READ))],  # noqa: ARG001 - the guard
    reader: Annotated[Reader, Depends(reading)],
) -> list[AgreementAnswer]:
    """Every agreement version with its review date and standing."""
    found = await queries.agreements_with_standing(reader)
    return [AgreementAnswer(agreement=agreement, standing=standing) for agreement, standing in found]


def _recorded(recorded: Recorded) -> PermissionAnswer:
    return PermissionAnswer(
        referral_id=recorded.referral_id,
        position=recorded.position,
        explicit=recorded.explicit,
        screening=recorded.screening,
        recipients=tuple(
            RecipientAnswer(
                agency=one.agency,
                sharing=one.sharing,
                groups=one.groups,
                reasons=one.reasons,
                missing=one.missing,
                ask_of=one.ask_of,
            )
            for one in recorded.verdicts
        ),
        allowed_next=recorded.allowed_next,
    )


def _released(one: ReleasedReferral) -> ReleasedAnswer:
    return ReleasedAnswer(
        referral_id=one.referral_id,
        refused=one.refused,
        groups={group: dict(part) for group, part in one.groups.items()},
        withheld=dict(one.withheld),
        agreement=one.agreement,
        decision_id=one.decision_id,
        fields=one.fields,
    )
