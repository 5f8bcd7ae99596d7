"""Short and pet forms of given names."""

from waymark_intake.repeat.nickname import FORMS_OF, full_names, surest_name


def test_a_form_may_belong_to_several_names() -> None:
    assert full_names("chris") >= {"christopher", "christine"}
    assert surest_name("chris") == "chris"


def test_a_form_of_one_name_stands_for_it() -> None:
    assert surest_name("bob") == "robert"
    assert surest_name("robert") == "robert"


def test_what_is_no_form_stands_for_itself() -> None:
    assert full_names("ngozi") == {"ngozi"}


def test_every_form_is_folded() -> None:
    assert all(form.isascii() and form.islower() for forms in FORMS_OF.values() for form in forms)
