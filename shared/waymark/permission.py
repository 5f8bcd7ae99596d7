"""What a route may ask of whoever calls it, and which role brings it. Not here: who somebody is (`waymark.auth`)."""

from enum import StrEnum

from waymark.words import Role


class Permission(StrEnum):
    """What a route asks of whoever calls it; every route names one or says why it is public."""

    REFERRAL_SUBMIT = "referral.submit"
    REFERRAL_FOLLOW = "referral.follow"
    CONSENT_RECORD = "consent.record"
    RELEASE_READ = "release.read"
    AGREEMENT_READ = "agreement.read"
    PERSON_ERASE = "person.erase"
    DECISION_READ = "decision.read"
    ROUTE_READ = "route.read"
    RULES_READ = "rules.read"
    RULES_EDIT = "rules.edit"
    RULES_APPROVE = "rules.approve"
    RULES_EMERGENCY = "rules.emergency"
    DIRECTORY_READ = "directory.read"
    DIRECTORY_APPROVE = "directory.approve"
    ROOM_TELL = "room.tell"
    DESK_WORK = "desk.work"
    UNMET_READ = "unmet.read"
    REPEAT_JUDGE = "repeat.judge"
    QUEUE_READ = "queue.read"
    QUEUE_WORK = "queue.work"
    SYSTEM_READ = "system.read"
    SYSTEM_OPERATE = "system.operate"


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.POLICE_SYSTEM: frozenset({Permission.REFERRAL_SUBMIT, Permission.REFERRAL_FOLLOW, Permission.CONSENT_RECORD}),
    Role.REFERRER: frozenset({Permission.REFERRAL_SUBMIT, Permission.REFERRAL_FOLLOW, Permission.CONSENT_RECORD}),
    Role.PROVIDER_STAFF: frozenset(
        {Permission.QUEUE_READ, Permission.QUEUE_WORK, Permission.RELEASE_READ, Permission.ROUTE_READ}
    ),
    Role.PROVIDER_LEAD: frozenset(
        {
            Permission.QUEUE_READ,
            Permission.QUEUE_WORK,
            Permission.RELEASE_READ,
            Permission.ROUTE_READ,
            Permission.ROOM_TELL,
        }
    ),
    Role.TRIAGE_WORKER: frozenset(
        {
            Permission.QUEUE_READ,
            Permission.QUEUE_WORK,
            Permission.RELEASE_READ,
            Permission.REPEAT_JUDGE,
            Permission.DECISION_READ,
            Permission.ROUTE_READ,
            Permission.DIRECTORY_READ,
            Permission.DESK_WORK,
        }
    ),
    Role.RULE_ADMINISTRATOR: frozenset(
        {
            Permission.RULES_READ,
            Permission.RULES_EDIT,
            Permission.RULES_EMERGENCY,
            Permission.DIRECTORY_READ,
            Permission.DIRECTORY_APPROVE,
        }
    ),
    Role.RULE_APPROVER: frozenset(
        {Permission.RULES_READ, Permission.RULES_APPROVE, Permission.RULES_EMERGENCY, Permission.DIRECTORY_READ}
    ),
    Role.DATA_PROTECTION_LEAD: frozenset({Permission.AGREEMENT_READ, Permission.PERSON_ERASE}),
    Role.COMMISSIONER: frozenset({Permission.DIRECTORY_READ, Permission.UNMET_READ}),
    Role.OPERATOR: frozenset({Permission.SYSTEM_READ, Permission.SYSTEM_OPERATE}),
}
