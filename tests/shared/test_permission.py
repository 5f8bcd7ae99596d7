"""Every role's permissions are declared; a commissioner and an administrator see no people."""

from waymark.permission import ROLE_PERMISSIONS, Permission
from waymark.words import Role


def test_every_role_has_its_permissions_declared() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)


def test_a_commissioner_and_an_administrator_cannot_read_people() -> None:
    for role in (Role.COMMISSIONER, Role.RULE_ADMINISTRATOR, Role.OPERATOR, Role.DATA_PROTECTION_LEAD):
        assert Permission.RELEASE_READ not in ROLE_PERMISSIONS[role]
        assert Permission.QUEUE_READ not in ROLE_PERMISSIONS[role]


def test_only_the_triage_desk_reads_a_referrals_decision() -> None:
    assert {role for role in Role if Permission.DECISION_READ in ROLE_PERMISSIONS[role]} == {Role.TRIAGE_WORKER}
