"""What the desk does with a referral: look at it, assign it by hand, suggest a rule from it; each in one transaction.

Not here: what a decision makes of an assignment (`support.py`), and who may (the doors).
"""

from dataclasses import dataclass
from uuid import UUID

from waymark.contracts.consent import RecipientScope, ReferralScreened
from waymark.db import Transaction
from waymark.errors import Kind, Refused
from waymark.ids import AgencyId
from waymark.words import Need, Pathway, Sharing
from waymark_router import actions as router
from waymark_router import queries as router_queries
from waymark_router.county import County
from waymark_router.deciding.placing import Placing
from waymark_router.deciding.question import Assigned, question_from
from waymark_router.triage import store
from waymark_router.triage.shortlist import refuse_unless_it_may
from waymark_router.triage.suggestion import suggested_row


@dataclass(frozen=True, slots=True)
class Look:
    """One referral as the desk may see it: what was screened, the latest decision, and a question to weigh options."""

    screened: ReferralScreened
    latest: router_queries.LatestDecision
    county: County
    placing: Placing
    scope: RecipientScope


async def look_at(tx: Transaction, referral_id: UUID, agency: AgencyId, shelf: router.Shelf, *, by: str) -> Look:
    """The referral, locked; that it was looked at is kept. Raises Refused NOT_FOUND where none is known, FORBIDDEN
    where it may not be shared with the desk.
    """
    known = await router.lock_known(tx, referral_id)
    latest = await router_queries.find_latest_decision(tx, referral_id)
    if known is None or latest is None:
        raise Refused(Kind.NOT_FOUND, "No such referral is known here", code="referral.unknown")
    scope = next((one for one in known.screened.scope if one.agency == agency), None)
    if scope is None or scope.sharing is not Sharing.PERMIT:
        raise Refused(Kind.FORBIDDEN, "This referral may not be shared with your agency", code="referral.withheld")
    county = await router.in_force(tx, shelf)
    question = question_from(
        known.screened,
        districts=county.rulebook.districts,
        now=tx.now,
        previous=known.before.allocations,
        availability=await router_queries.find_availability(tx, county.directory),
        assigned=known.before.assigned,
    )
    tx.audit("referral.looked_at", about=referral_id, actor=by)
    return Look(known.screened, latest, county, Placing(question, county.rulebook, county.directory), scope)


async def assign_by_hand(
    tx: Transaction, look: Look, assigned: Assigned, shelf: router.Shelf, *, seen: UUID, by: str
) -> None:
    """Let the desk's choice count, decide anew and tell it. Raises Refused CONFLICT where the referral was decided
    anew since it was looked at (`seen`), and as `refuse_unless_it_may` does.
    """
    if look.latest.decision_id != seen:
        raise Refused(
            Kind.CONFLICT, "This referral was decided anew meanwhile: look at it again", code="decision.moved"
        )
    refuse_unless_it_may(look.placing, assigned)
    referral_id = look.screened.referral_id
    await store.add_assignment(tx, referral_id, assigned, by=by)
    tx.audit(
        "referral.assigned",
        about=referral_id,
        actor=by,
        pathway=assigned.pathway.value,
        service=assigned.service,
        reason=assigned.reason,
    )
    await router.decide_again(tx, look.screened, shelf)


async def suggest_rule(
    tx: Transaction, look: Look, pathway: Pathway, service: str, needs: tuple[Need, ...], *, by: str
) -> UUID:
    """Keep a row that would have sent such a referral there, for an administrator to judge; answers its id."""
    if service not in look.county.directory.services or pathway is Pathway.TRIAGE:
        raise Refused(Kind.INVALID, "Choose a service from the list", code="assignment.service")
    known = any(old.allocation.pathway is pathway for old in look.placing.question.previous) or any(
        code.startswith(f"{pathway.value}:") for old in look.placing.question.previous for code in old.allocation.unmet
    )
    table, row = suggested_row(look.placing.question.values, pathway, service, needs, known=known)
    suggestion_id = await store.add_suggestion(tx, look.screened.referral_id, table, row, by=by)
    tx.audit("rule.suggested", about=str(suggestion_id), actor=by, table=table.value)
    return suggestion_id


async def settle_suggestion(tx: Transaction, suggestion_id: UUID, *, by: str) -> None:
    """Keep that an administrator judged it; raises Refused NOT_FOUND where none is open."""
    if not await store.settle_suggestion(tx, suggestion_id):
        raise Refused(Kind.NOT_FOUND, "No such suggestion is open", code="suggestion.unknown")
    tx.audit("rule.suggestion_settled", about=str(suggestion_id), actor=by)
