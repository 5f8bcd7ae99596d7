"""Every wrapped key and sealed group has a place of its own."""

from itertools import product
from uuid import UUID

from waymark.words import Group
from waymark_consent.vault import data_key_place, group_place


def test_no_two_places_are_alike() -> None:
    referrals, versions = (UUID(int=1), UUID(int=2)), (1, 2)
    places = [data_key_place(*one) for one in product(referrals, versions)]
    places += [group_place(*one) for one in product(referrals, Group, versions)]
    assert len(set(places)) == len(places)
