"""The sealed groups: what may be used to reach the person, what must not be done, and what they wrote."""

from typing import Any

from waymark.words import Answer
from waymark_intake.self_referral.answers import CHOICES, TICKS, Answers
from waymark_intake.self_referral.person import person_of
from waymark_intake.self_referral.situation import BY_CODE


def test_numbers_are_mobile_or_landline_by_how_they_begin() -> None:
    mobile = person_of(Answers(phone="+44 7700 900123", call_safe="yes", text_safe="yes"))
    fixed = person_of(Answers(phone="01926 400000", call_safe="yes", text_safe="yes"))
    assert mobile.contact is not None
    assert mobile.safe_contact is not None
    assert fixed.contact is not None
    assert fixed.safe_contact is not None
    assert (mobile.contact.mobile, mobile.contact.landline) == ("+44 7700 900123", None)
    assert (mobile.safe_contact.mobile_safe, mobile.safe_contact.text_safe) == (Answer.YES, Answer.YES)
    assert (fixed.contact.mobile, fixed.contact.landline) == (None, "01926 400000")
    assert (fixed.safe_contact.landline_safe, fixed.safe_contact.text_safe) == (Answer.YES, Answer.NOT_ASKED)


def test_the_own_words_are_sealed_with_what_was_ticked() -> None:
    person = person_of(Answers(situations=("hurt",), words="He waits outside", safe_now="not_sure", area="elsewhere"))
    assert person.narrative is not None
    account = str(person.narrative.account)
    assert account.splitlines() == [
        f"Ticked: {BY_CODE['hurt'].words}.",
        "Lives somewhere else, outside the areas of the form.",
        "In their own words: He waits outside",
    ]
    assert person.risk is not None
    assert person.risk.immediate_danger is Answer.NOT_KNOWN


def test_a_long_address_loses_nothing() -> None:
    post = "\n".join(["x" * 250, "Rugby", "", "CV21"])
    address = person_of(Answers(post=post)).address
    assert address is not None
    assert "".join(address.lines) == post.replace("\n", "")


def test_everything_that_can_be_ticked_fits_beside_what_can_be_typed() -> None:
    longest = Answers(
        phone="07700 900123",
        days=TICKS["days"],
        hours=TICKS["hours"],
        avoiding=TICKS["avoiding"],
        times="x" * 80,
        avoid="x" * 80,
    )
    safe = person_of(longest).safe_contact
    assert safe is not None
    assert str(safe.times).endswith("x" * 80)
    assert str(safe.instructions).endswith("x" * 80)


def test_what_to_be_careful_about_is_said_in_full() -> None:
    person = person_of(
        Answers(
            avoiding=("who",), hidden_number="hide", avoid="ring twice", not_to_know="Alex", no_reply="trusted",
            keep_message="no", trusted_name="Kim", trusted_contact="07700 900123", trusted_safe="yes", safe_now="no",
        )
    )  # fmt: skip
    safe = person.safe_contact
    assert safe is not None
    assert safe.instructions == "Do not say who you are. ring twice"
    assert (safe.hide_number, safe.keep_messages, safe.third_person_safe) == (Answer.YES, Answer.NO, Answer.YES)
    assert (safe.who_must_not_know, safe.if_unreachable) == ("Alex", "Ask the trusted person")
    assert person.contact is not None
    assert (person.contact.third_person, person.contact.third_person_contact) == ("Kim", "07700 900123")
    assert person.risk is not None
    assert person.risk.immediate_danger is Answer.YES


def test_who_filled_it_in_is_whom_to_reach_unless_the_person_trusts_somebody_else() -> None:
    friend: dict[str, Any] = {"for_whom": "other", "helper_name": "Sam", "helper_role": "friend"}
    friend |= {"helper_contact": "07700 900123", "helper_safe": "yes"}
    alone = person_of(Answers(**friend))
    other = person_of(Answers(**friend, trusted_contact="07700 900456", trusted_safe="no"))
    assert alone.contact is not None
    assert alone.safe_contact is not None
    assert other.contact is not None
    assert other.safe_contact is not None
    assert (alone.contact.third_person, alone.contact.third_person_relation) == ("Sam", "friend")
    assert (alone.contact.third_person_contact, other.contact.third_person_contact) == ("07700 900123", "07700 900456")
    assert (alone.safe_contact.third_person_safe, other.safe_contact.third_person_safe) == (Answer.YES, Answer.NO)
    assert alone.professionals is not None
    assert (alone.professionals.assisted_by, alone.professionals.officer) == ("Sam", None)


def test_a_worker_who_filled_it_in_is_asked_only_where_that_is_safe() -> None:
    worker: dict[str, Any] = {"for_whom": "other", "helper_name": "Sam", "helper_role": "worker"}
    worker |= {"helper_contact": "07700 900123"}
    safe, unsafe = (person_of(Answers(**worker, helper_safe=word)).professionals for word in ("yes", "no"))
    assert safe is not None
    assert unsafe is not None
    assert (safe.officer, safe.officer_contact) == ("Sam", "07700 900123")
    assert unsafe.officer_contact is None


def test_a_parent_is_family() -> None:
    person = person_of(Answers(for_whom="child", helper_name="Sam", helper_contact="a@b.example", helper_safe="yes"))
    assert person.professionals is None
    assert person.family is not None
    assert (person.family.guardian_name, person.family.guardian_safe_to_inform) == ("Sam", Answer.YES)


def test_needs_stand_with_health_and_equality_by_itself() -> None:
    person = person_of(Answers(interpreter="bsl", access="No stairs", ethnicity="Roma"))
    assert person.health is not None
    assert (person.health.needs, person.health.communication_aids) == ("No stairs", ("bsl",))
    assert person.equality is not None
    assert person.equality.ethnicity == "Roma"


def test_every_choice_has_words_for_a_worker() -> None:
    for name, codes in CHOICES.items():
        for code in codes:
            assert person_of(Answers.model_validate({name: code, "trusted_contact": "07700 900123"}))
    for name in set(TICKS) - {"situations"}:
        assert person_of(Answers.model_validate({name: TICKS[name]}))
