"""What senders can look up."""

from datetime import date

from waymark.reference.lists import CodeList
from waymark_intake.code_lists import LISTS


def test_every_list_holds_codes_with_words() -> None:
    assert set(LISTS) == {"district", "offence", "language", *CodeList}
    for read in LISTS.values():
        assert all(one.code and one.words for one in read())


def test_a_former_district_says_when_it_ended_and_what_took_its_place() -> None:
    by_code = {one.code: one for one in LISTS["district"]()}
    poole = by_code["E06000029"]
    assert (poole.words, poole.also, poole.valid_to) == ("Poole", ("E06000058",), date(2019, 3, 31))
    assert by_code["E07000220"].valid_to is None


def test_an_offence_code_says_the_class_it_is_read_as() -> None:
    by_code = {one.code: one for one in LISTS["offence"]()}
    assert by_code["028/01"].words == "burglary_dwelling"
    assert by_code["072/01"].also == ("modern_slavery",)


def test_languages_have_english_names() -> None:
    by_code = {one.code: one.words for one in LISTS["language"]()}
    assert (by_code["pl"], by_code["ur"], by_code["bfi"]) == ("Polish", "Urdu", "British Sign Language")
