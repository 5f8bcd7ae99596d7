"""What a new version would change: what is written anew and what is taken out are told apart."""

from waymark.words import Group
from waymark_intake.following.change import what_changes


def test_parts_are_told_apart_by_what_becomes_of_them() -> None:
    before = {"identity": "1", "contact": "1", "health": "1", "facts": "1"}
    after = {Group.IDENTITY: "1", Group.CONTACT: "2", Group.FACTS: "1", Group.ADDRESS: "1"}
    assert what_changes(before, after) == ((Group.CONTACT, Group.ADDRESS), (Group.HEALTH,))


def test_the_same_again_changes_nothing() -> None:
    assert what_changes({"identity": "1"}, {Group.IDENTITY: "1"}) == ((), ())
