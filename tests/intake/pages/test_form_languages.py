"""Languages: collected words are the committed ones, nothing unreviewed is published, a change un-reviews."""

from datetime import date

import httpx
import pytest
from babel import Locale

from tests.builders.form_post import URL, heading_of, press
from tests.catalogues import collected, path_of, read, translated_languages
from tests.intake.conftest import Intake, OpenIntake
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM
from waymark.pages.catalogue import ENGLISH, direction_of
from waymark.words import Flag
from waymark_intake.pages.form_languages import (
    NAMES,
    SPOKEN,
    Review,
    catalogue_of,
    is_reviewed,
    reviews,
    say_in,
    spoken_in,
    stands,
)

DRAFTS = translated_languages()


@pytest.mark.parametrize("language", DRAFTS)
def test_a_catalogue_holds_the_words_of_the_form_as_they_are_now(language: str) -> None:
    words = {message.id for message in collected() if message.id}
    committed = {message.id for message in read(language) if message.id}
    assert committed == words, "run `python -m tests.catalogues`"


@pytest.mark.parametrize("language", DRAFTS)
def test_a_translation_keeps_what_is_put_into_it_and_has_the_right_plurals(language: str) -> None:
    catalog = read(language)
    assert catalog.num_plurals == {"pl": 3, "ro": 3, "pa": 2, "gu": 2, "ur": 2}[language]
    for message in catalog:
        assert not list(message.check(catalog)), message.id
        if message.id and message.string:
            assert message.python_format == ("%(" in str(message.string)), message.id


def test_every_language_has_its_review_and_none_is_claimed_by_nobody() -> None:
    assert set(reviews()) == set(DRAFTS)
    assert [language for language in DRAFTS if is_reviewed(language)] == []
    assert is_reviewed(ENGLISH)


def test_a_changed_word_un_reviews_a_translation() -> None:
    source = b'msgid ""\nmsgstr "Language: pl\\n"\n\nmsgid "Yes"\nmsgstr "Tak"\n'
    found = catalogue_of(source, "pl")
    review = Review(language="pl", reviewed_by="A specialist", reviewed_on=date(2026, 11, 1), catalogue=found.hash)
    assert stands(review, found)
    assert not stands(review, catalogue_of(source.replace(b'"Yes"', b'"Yes!"'), "pl"))
    assert not stands(review, catalogue_of(source.replace(b"Tak", b"Nie"), "pl"))
    assert not stands(review.model_copy(update={"reviewed_by": ""}), found)
    assert not stands(review.model_copy(update={"reviewed_on": None}), found)


def test_nothing_that_is_not_translated_can_be_reviewed() -> None:
    half = catalogue_of(b'msgid ""\nmsgstr "Language: pl\\n"\n\nmsgid "Yes"\nmsgstr ""\n', "pl")
    review = Review(language="pl", reviewed_by="A", reviewed_on=date(2026, 11, 1), catalogue=half.hash)
    assert not stands(review, half)


def test_languages_have_names_and_a_direction() -> None:
    assert [direction_of(language) for language in NAMES] == ["ltr", "ltr", "ltr", "ltr", "ltr", "rtl"]
    for language in NAMES:
        names = dict(spoken_in(language))
        assert set(names) == set(SPOKEN)
        assert all(name != code for code, name in names.items()), language
    assert dict(spoken_in("pl"))["pa"] == Locale("pl").languages["pa"]


@pytest.fixture
async def door(open_the_door: OpenIntake) -> Intake:
    return await open_the_door(form_least_s=0)


def _visitor(intake: Intake) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(intake.app), base_url="http://localhost")


@pytest.mark.parametrize("language", DRAFTS)
async def test_in_a_language_nobody_reviewed_only_a_call_with_an_interpreter_is_offered(
    door: Intake, language: str
) -> None:
    async with _visitor(door) as visitor:
        page = await press(visitor, f"language:{language}")
        assert f'<html lang="{language}" dir="{direction_of(language)}"' in page.text
        assert say_in(language, "The form is not in your language yet. We can call you with an interpreter. It costs "
                      "you nothing.") in page.text  # fmt: skip
        assert 'name="situations"' not in page.text
        assert 'name="interpreter"' not in page.text
        assert "999" in page.text
        back = await press(visitor, "back", on=page)
        assert 'name="phone"' in back.text
        call = {"phone": "07700 900123", "call_safe": "yes", "age_group": "adult", "help_support": "yes"}
        check = await press(visitor, "next", on=page, **call)
        assert (await press(visitor, "send", on=check)).status_code == 200
    async with door.database.reader(SYSTEM) as reader:
        (row,) = await reader.rows("select body from log")
    event = ReferralReceived.model_validate_json(bytes(row.body))
    assert (event.facts.language, Flag.INTERPRETER in event.facts.flags) == (language, True)
    assert event.consent.wording == f"form/2/{language}"


async def test_from_there_the_whole_form_in_english_is_one_press_away(door: Intake) -> None:
    async with _visitor(door) as visitor:
        page = await press(visitor, "language:pa", on=await press(visitor, "start"))
        page = await press(visitor, f"language:{ENGLISH}", on=page, name="Robin")
    assert heading_of(page) == "Who needs help?"
    assert 'lang="en-GB" dir="ltr"' in page.text


async def test_a_published_language_changes_the_page_and_keeps_what_was_typed(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(form_languages_unreviewed=True)
    async with _visitor(intake) as visitor:
        start = await press(visitor, "language:ur")
        assert 'lang="ur" dir="rtl"' in start.text
        assert "public.rtl.css" in start.text
        page = await press(visitor, "start", on=start)
        assert 'lang="ur" dir="rtl"' in page.text
        page = await press(visitor, "next", on=page, for_whom="me")
        page = await press(visitor, "language:pl", on=page, words="half a sentence", situations=["hurt"])
        assert 'lang="pl" dir="ltr"' in page.text
        assert "half a sentence" in page.text


async def test_a_language_is_kept_in_no_cookie_and_no_address(door: Intake) -> None:
    async with _visitor(door) as visitor:
        page = await press(visitor, "language:ro")
    assert "set-cookie" not in page.headers
    assert str(page.url) == f"http://localhost{URL}"


def test_every_catalogue_is_package_data() -> None:
    assert all(path_of(language).is_file() for language in DRAFTS)
