"""What is asked of ways of contact, and how what was said before is ended by the sender and by nothing else."""

from waymark.words import SafeNote
from waymark_intake.refer.ways import CONTACT, WAYS


def test_an_address_is_asked_once_and_stays() -> None:
    assert "postcode" in {one.name for one in CONTACT}
    assert {"address", "postcode", "post_safe"}.isdisjoint(one.name for one in WAYS)


def test_whatever_protects_can_be_ended_in_so_many_words() -> None:
    options = {one.name: {option.code for option in one.options} for one in WAYS}
    for name in ("do_not_contact", "phone_shared", "email_shared", "hide_number"):
        assert options[name] == {"yes", "no"}
    assert options["taken_back"] == {note.value for note in SafeNote}


def test_no_name_stands_twice() -> None:
    names = [one.name for one in WAYS]
    assert len(names) == len(set(names))
