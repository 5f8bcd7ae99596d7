from waymark.pages import environment
from waymark.pages.catalogue import ENGLISH, direction_of, translations


def test_where_there_is_no_catalogue_words_stay_as_they_are() -> None:
    for service, language in (("", "pl"), ("intake", ENGLISH), ("intake", "cy"), ("router", "pl")):
        assert translations(service, language).gettext("Yes") == "Yes"
    assert environment("intake", "cy").from_string("{{ _('Yes') }}").render() == "Yes"


def test_a_language_knows_its_direction() -> None:
    assert [direction_of(language) for language in (ENGLISH, "pl", "ur", "ar")] == ["ltr", "ltr", "rtl", "rtl"]
