"""An allocation's states, its ends and their reasons. Closed lists, no logic."""

from enum import StrEnum


class AllocationState(StrEnum):
    """States of an allocation (peers.md section 4.2; guards and reasons in the notifier's allocation module)."""

    HELD_CONSENT = "held_consent"
    HELD_DATA = "held_data"
    HELD_SAFETY = "held_safety"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WAITING = "waiting"
    CONTACTING = "contacting"
    ENGAGED = "engaged"
    CLOSED = "closed"
    UNMET = "unmet"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    VOIDED = "voided"


class Priority(StrEnum):
    """How soon somebody must answer."""

    URGENT = "urgent"
    HIGH = "high"
    STANDARD = "standard"


class DeclinedBy(StrEnum):
    """Whose no it was: provider, person or referrer; decides whether it is routed again."""

    PROVIDER = "provider"
    PERSON = "person"
    REFERRER = "referrer"


class DeclineReason(StrEnum):
    """Coded reason for a declined offer."""

    NO_CAPACITY = "no_capacity"
    NOT_ELIGIBLE = "not_eligible"
    OUT_OF_AREA = "out_of_area"
    ALREADY_SUPPORTED = "already_supported"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NEEDS_ANOTHER_SERVICE = "needs_another_service"
    PERSON_DECLINED = "person_declined"
    NOT_EXPECTED = "not_expected"


class CloseOutcome(StrEnum):
    """What came of it; closing without one is impossible (peers.md 4.2)."""

    COMPLETED = "completed"
    COMPLETED_PARTLY = "completed_partly"
    DECLINED_BY_PERSON = "declined_by_person"
    NO_LONGER_NEEDED = "no_longer_needed"
    UNABLE_TO_CONTACT = "unable_to_contact"
    NOT_ELIGIBLE = "not_eligible"
    MOVED_AWAY = "moved_away"
    DECEASED = "deceased"
    REFERRED_ELSEWHERE = "referred_elsewhere"
    NATIONAL_REFERRAL_SENT = "national_referral_sent"
    DUTY_TO_NOTIFY_SENT = "duty_to_notify_sent"


class InterimBy(StrEnum):
    """Whose word it is that a person is offered something while they wait."""

    SERVICE = "service"
    COUNTY = "county"


class Given(StrEnum):
    """What became of something that a person was offered while they wait."""

    GIVEN = "given"
    NOT_WANTED = "not_wanted"
    NOT_REACHED = "not_reached"
    NOT_POSSIBLE = "not_possible"


class InterimOffer(StrEnum):
    """What a person gets while they wait (the top complaint about counselling lists is that it is nothing)."""

    CHECK_IN_CALLS = "check_in_calls"
    GROUP_SESSIONS = "group_sessions"
    SELF_HELP_MATERIAL = "self_help_material"
    HELPLINE = "helpline"
    ANOTHER_SERVICE = "another_service"
    NOTHING_AVAILABLE = "nothing_available"
