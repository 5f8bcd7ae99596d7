"""Every field of a record goes into the group where it belongs, and an empty group stays away."""

from tests.builders.police_record import a_police_record, a_victim
from waymark.words import Answer, Group
from waymark_intake.police.person import person_of

WHOLE = a_police_record(
    victim=a_victim(
        email="iris@people.example",
        health_needs="uses a wheelchair",
        guardian={"name": "Gil", "contact": "1", "safe_to_inform": "no"},
        equality={"ethnicity": "not stated"},
    ),
    safe_contact={"mobile_safe": "yes", "code_word": "heron"},
    place="Canal bridge",
    risk_summary="a dog",
    justice_notes="court in May",
    officer={"name": "PC Oak", "contact": "101"},
    suspect={"name": "Sid", "relation": "neighbour"},
)


def test_a_whole_record_fills_every_group() -> None:
    person = person_of(WHOLE)
    groups = {Group.FACTS, Group.OPERATIONAL} | set(person.groups())
    assert groups == set(Group)


def test_each_value_lies_in_its_own_group() -> None:
    person = person_of(WHOLE)
    found = {group: part.model_dump_json() for group, part in person.groups().items()}
    places = {
        "Iris": Group.IDENTITY,
        "iris@people": Group.CONTACT,
        "heron": Group.SAFE_CONTACT,
        "Sample Street": Group.ADDRESS,
        "Not stated": Group.EQUALITY,
        "23/4711/26": Group.INCIDENT,
        "Canal bridge": Group.INCIDENT,
        "back door": Group.NARRATIVE,
        "a dog": Group.RISK,
        "wheelchair": Group.HEALTH,
        "court in May": Group.JUSTICE,
        "Gil": Group.FAMILY,
        "PC Oak": Group.PROFESSIONALS,
        "Sid": Group.SUSPECT,
    }
    for value, group in places.items():
        assert [place for place, text in found.items() if value in text] == [group]


def test_a_group_of_which_nothing_was_said_is_left_out() -> None:
    record = a_police_record(victim={}, safe_contact={}, account="", occurred_on=None)
    assert set(person_of(record).groups()) == {Group.INCIDENT}


def test_an_answer_of_no_is_something_said() -> None:
    person = person_of(a_police_record(victim={}, safe_contact={"mobile_safe": "no"}))
    assert person.safe_contact is not None
    assert person.safe_contact.mobile_safe is Answer.NO
