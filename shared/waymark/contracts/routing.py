"""What the router tells: where a referral should go, what is held and for what, and what nobody can take."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from waymark.contracts.envelope import Contract, ReferralEvent
from waymark.contracts.referral import Correction
from waymark.ids import AgencyId, ServiceId
from waymark.personal import FACT, OPERATIONAL, SAFETY_FACT, SPECIAL_FACT
from waymark.words import AllocationState, Answer, Flag, InterimBy, InterimOffer, Need, Pathway, Priority, QualityFlag


class RoutedAllocation(Contract):
    """One need (or needs served together) of one person toward one pathway and one service.

    `state` is offered, one of held_*, or withdrawn where an earlier answer no longer stands. `missing` and `ask_of`
    say what a held one waits for; `missing` also says that one is taken back because another took it on first.
    `respond_by` is the service's clock, `appointment_by` when the person must have been seen (prison release). `flags`
    are those this recipient may know, `corrections` those of groups it may see. `obligations` are codes of what the
    recipient must do with what it is shown. `unmet` says, at the triage desk, what the row stands for
    ("fraud:nobody_takes"). `interim` is what the person is offered meanwhile, where they must wait: by the service's
    own word or the county's (`interim_by`), until `interim_until`, the day by which their turn comes (None: not known).
    `hidden_from_sender`: it is there only because the person is known from other referrals, which no sender may learn
    (ADR 0031); so too of unmet needs and signposts.
    """

    allocation_id: Annotated[UUID, OPERATIONAL]
    pathway: Annotated[Pathway, SPECIAL_FACT]
    service: Annotated[ServiceId, OPERATIONAL]
    agency: Annotated[AgencyId, OPERATIONAL]
    needs: Annotated[tuple[Need, ...], SPECIAL_FACT]
    state: Annotated[AllocationState, OPERATIONAL]
    missing: Annotated[str, OPERATIONAL] = ""
    ask_of: Annotated[str, OPERATIONAL] = ""
    priority: Annotated[Priority, OPERATIONAL] = Priority.STANDARD
    respond_by: Annotated[datetime | None, OPERATIONAL] = None
    duty: Annotated[bool, OPERATIONAL] = False
    flags: Annotated[tuple[Flag, ...], SAFETY_FACT] = ()
    appointment_by: Annotated[datetime | None, OPERATIONAL] = None
    corrections: Annotated[tuple[Correction, ...], OPERATIONAL] = ()
    obligations: Annotated[tuple[str, ...], OPERATIONAL] = ()
    unmet: Annotated[tuple[str, ...], SPECIAL_FACT] = ()
    interim: Annotated[tuple[InterimOffer, ...], OPERATIONAL] = ()
    interim_by: Annotated[InterimBy | None, OPERATIONAL] = None
    interim_until: Annotated[date | None, OPERATIONAL] = None
    hidden_from_sender: Annotated[bool, SAFETY_FACT] = False


class UnmetNeed(Contract):
    """A need that nobody could take, with the coded reason: never silence."""

    pathway: Annotated[Pathway, SPECIAL_FACT]
    needs: Annotated[tuple[Need, ...], SPECIAL_FACT]
    reason: Annotated[str, OPERATIONAL]
    hidden_from_sender: Annotated[bool, SAFETY_FACT] = False


class Signpost(Contract):
    """A service outside what the county buys: the person is told of it, and no data moves to it.

    `service` is its id in the directory, `name` and `how` what to tell the person.
    """

    service: Annotated[ServiceId, OPERATIONAL]
    name: Annotated[str, OPERATIONAL]
    how: Annotated[str, OPERATIONAL]
    hidden_from_sender: Annotated[bool, SAFETY_FACT] = False


class ReferralRouted(ReferralEvent):
    """The router's whole answer for a referral, told again whenever it changes; it replaces the one before.

    `decision_id` names the record that says why. The few facts are those a queue shows.
    """

    name: ClassVar[str] = "referral.routed"
    topic: ClassVar[str] = "router.referral"

    journey_id: Annotated[UUID, OPERATIONAL]
    decision_id: Annotated[UUID, OPERATIONAL]
    sender: Annotated[AgencyId, OPERATIONAL]
    received_at: Annotated[datetime, OPERATIONAL]
    decided_at: Annotated[datetime, OPERATIONAL]
    allocations: Annotated[tuple[RoutedAllocation, ...], OPERATIONAL]
    unmet: Annotated[tuple[UnmetNeed, ...], OPERATIONAL] = ()
    child: Annotated[Answer, FACT] = Answer.NOT_KNOWN
    quality: Annotated[tuple[QualityFlag, ...], OPERATIONAL] = ()
    signposts: Annotated[tuple[Signpost, ...], OPERATIONAL] = ()
    referral_version: Annotated[int, OPERATIONAL] = 1
