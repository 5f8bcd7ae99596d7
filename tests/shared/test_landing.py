"""Everybody is led to their own work, and whoever has no page of their own to one that says so."""

import pytest

from waymark.landing import HOME, places_of
from waymark.permission import ROLE_PERMISSIONS, Permission
from waymark.words import Role

QUEUE, REFERRALS, STATUS, REPEATS = "/notifier/queue", "/intake/referrals", "/status", "/intake/repeats"
QUALITY, RULES = "/intake/quality", "/router/rules"
SERVICES, REQUESTS, LISTINGS = "/router/services", "/router/requests", "/router/listings"
DESK, SUGGESTIONS, UNMET = "/router/desk", "/router/suggestions", "/router/unmet"


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        (Role.PROVIDER_STAFF, [QUEUE]),
        (Role.PROVIDER_LEAD, [QUEUE, SERVICES]),
        (Role.TRIAGE_WORKER, [QUEUE, DESK, REPEATS]),
        (Role.REFERRER, [REFERRALS, QUALITY]),
        (Role.OPERATOR, [STATUS]),
        (Role.DATA_PROTECTION_LEAD, [HOME]),
        (Role.RULE_ADMINISTRATOR, [RULES, REQUESTS, LISTINGS, SUGGESTIONS]),
        (Role.RULE_APPROVER, [RULES]),
        (Role.COMMISSIONER, [UNMET]),
    ],
)
def test_each_role_has_its_place(role: Role, paths: list[str]) -> None:
    assert [place.path for place in places_of(ROLE_PERMISSIONS[role])] == paths


def test_a_provider_that_refers_on_has_both_and_lands_in_its_queue() -> None:
    both = ROLE_PERMISSIONS[Role.PROVIDER_STAFF] | ROLE_PERMISSIONS[Role.REFERRER]
    assert [place.path for place in places_of(both)] == [QUEUE, REFERRALS, QUALITY]


def test_every_place_has_words_for_a_link() -> None:
    assert all(place.words for place in places_of(set(Permission)))
    assert places_of(()) == places_of({Permission.AGREEMENT_READ})
