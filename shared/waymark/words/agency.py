"""Agencies, what they are in the county, and who acts for them. Closed lists, no logic."""

from enum import StrEnum


class AgencyRole(StrEnum):
    """What an agency is in the county; a commissioner sees no people.

    A first responder may send the National Referral Mechanism's forms. `self` is the sender of what people ask for
    themselves: an agency without staff.
    """

    POLICE = "police"
    PROVIDER = "provider"
    SAFEGUARDING = "safeguarding"
    DOMESTIC_ABUSE = "domestic_abuse"
    FIRST_RESPONDER = "first_responder"
    TRIAGE = "triage"
    COMMISSIONER = "commissioner"
    LOCAL_AUTHORITY = "local_authority"
    HEALTH = "health"
    SCHOOL = "school"
    YOUTH_JUSTICE = "youth_justice"
    PROBATION = "probation"
    PRISON = "prison"
    SELF = "self"


class SenderClass(StrEnum):
    """Which kind of sender; decides lawful basis and consent model (domain.md 1.6)."""

    POLICE = "police"
    LOCAL_AUTHORITY = "local_authority"
    HEALTH = "health"
    SCHOOL = "school"
    YOUTH_JUSTICE = "youth_justice"
    PROBATION = "probation"
    PRISON = "prison"
    VOLUNTARY = "voluntary"
    SELF = "self"


# Which kind of sender an agency is: proved by whose token it shows, never by what a record says.
SENDER_CLASS_OF: dict[AgencyRole, SenderClass] = {
    AgencyRole.POLICE: SenderClass.POLICE,
    AgencyRole.PROVIDER: SenderClass.VOLUNTARY,
    AgencyRole.DOMESTIC_ABUSE: SenderClass.VOLUNTARY,
    AgencyRole.SAFEGUARDING: SenderClass.LOCAL_AUTHORITY,
    AgencyRole.LOCAL_AUTHORITY: SenderClass.LOCAL_AUTHORITY,
    AgencyRole.HEALTH: SenderClass.HEALTH,
    AgencyRole.SCHOOL: SenderClass.SCHOOL,
    AgencyRole.YOUTH_JUSTICE: SenderClass.YOUTH_JUSTICE,
    AgencyRole.PROBATION: SenderClass.PROBATION,
    AgencyRole.PRISON: SenderClass.PRISON,
    # Police and councils are first responders too, and stay what they are: those who are that alone are charities.
    AgencyRole.FIRST_RESPONDER: SenderClass.VOLUNTARY,
    AgencyRole.SELF: SenderClass.SELF,
}


class Role(StrEnum):
    """What a signed-in person or a machine client is within its agency."""

    POLICE_SYSTEM = "police_system"
    REFERRER = "referrer"
    PROVIDER_STAFF = "provider_staff"
    PROVIDER_LEAD = "provider_lead"
    TRIAGE_WORKER = "triage_worker"
    RULE_ADMINISTRATOR = "rule_administrator"
    RULE_APPROVER = "rule_approver"
    DATA_PROTECTION_LEAD = "data_protection_lead"
    COMMISSIONER = "commissioner"
    OPERATOR = "operator"
