"""A referral as its sender follows it, for tests."""

from typing import Any
from uuid import uuid4

from tests.builders.referral import AT, a_score
from waymark.ids import ReferralId
from waymark.words import AgencyRole, AllocationState, ReferralState
from waymark_intake.following.progress import Seen
from waymark_intake.following.receipt import Kept, ReferralView, view_of


def a_seen(**over: Any) -> Seen:
    """Harbour's part, offered."""
    seen: dict[str, Any] = {
        "allocation_id": uuid4(),
        "pathway": "victim_recovery",
        "agency": "harbour-victim-care",
        "state": AllocationState.OFFERED,
        "missing": "",
        "ask_of": "",
        "outcome": "",
        "changed_at": AT,
    }
    return Seen(**(seen | over))


def a_held(missing: str = "explicit_consent", **over: Any) -> Seen:
    """Lantern's part, held until the sender has answered."""
    held = {"agency": "lantern-sav", "pathway": "sav_adult", "state": AllocationState.HELD_CONSENT}
    return a_seen(**(held | {"missing": missing, "ask_of": "warwickshire-police"} | over))


def a_view(*seen: Seen, role: AgencyRole = AgencyRole.POLICE, **over: Any) -> ReferralView:
    """A referral that was routed to these, as a sender of that role sees it."""
    kept: dict[str, Any] = {
        "referral_id": ReferralId(uuid4()),
        "state": ReferralState.ROUTED,
        "version": 1,
        "received_at": AT,
        "clock": None,
        "quality": (),
        "unmet": (),
        "consent": None,
    }
    said = kept | over
    return view_of(Kept(**(said | {"quality": a_score(*said["quality"])})), seen, seen_by=role)
