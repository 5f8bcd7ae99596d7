"""Words for everything that can be ticked: none is missing, none is a code."""

from waymark.words import CommunicationAid, Flag, HarmContext, Need, Preference, SubjectRole
from waymark_intake.partner.kind import BRINGS, SUBSTANCES, PartnerKind
from waymark_intake.refer.words import (
    AID_WORDS,
    FLAG_WORDS,
    HARM_WORDS,
    KIND_WORDS,
    NEED_GROUPS,
    NEED_WORDS,
    PREFERENCE_WORDS,
    ROLE_WORDS,
)

NOT_ASKED = {Need.INTERPRETER, Need.SAFEGUARDING_CHILD, Need.DRUG_TEST_ASSESSMENT}


def test_every_kind_has_words() -> None:
    assert set(KIND_WORDS) == set(PartnerKind)


def test_every_need_can_be_ticked_once_but_those_that_something_else_brings() -> None:
    ticked = [need for _, needs in NEED_GROUPS.values() for need in needs]
    brought = {need for brings in BRINGS.values() for need in brings.needs}
    assert len(ticked) == len(set(ticked))
    assert set(Need) - set(ticked) <= NOT_ASKED | brought
    assert set(ticked) <= set(NEED_WORDS)
    assert set(NEED_WORDS) >= SUBSTANCES


def test_every_circumstance_is_explained_but_those_asked_apart() -> None:
    assert set(Flag) - set(FLAG_WORDS) == {Flag.BUSINESS, Flag.INTERPRETER}
    assert all(words and hint for words, hint in FLAG_WORDS.values())


def test_every_aid_wish_and_place_of_harm_has_words() -> None:
    assert set(AID_WORDS) == set(CommunicationAid)
    assert set(PREFERENCE_WORDS) == set(Preference)
    assert set(HARM_WORDS) == set(HarmContext)
    assert set(SubjectRole) == set(ROLE_WORDS)


def test_no_words_hold_a_code() -> None:
    said = [*KIND_WORDS.values(), *NEED_WORDS.values(), *(words for words, _ in FLAG_WORDS.values())]
    assert not [words for words in said if "_" in words or words.isupper()]
