import pytest
from jinja2 import UndefinedError

from waymark.pages import environment


class Person:
    name = "Ada"


def said(template: str, **values: object) -> str:
    return environment("").from_string(template).render(**values)


@pytest.mark.parametrize("template", ["{{ nobody }}", "{{ person.nmae }}", "{% if nobody %}{% endif %}", "{{ a.b }}"])
def test_a_name_or_a_field_that_is_not_there_is_an_error(template: str) -> None:
    with pytest.raises(UndefinedError):
        said(template, person=Person())


def test_an_option_that_a_mapping_lacks_is_nothing() -> None:
    assert said("{{ options.hint.text }}{{ 'no' if not options.hint }}", options={}) == "no"


def test_the_bare_words_of_the_parts_are_nothing() -> None:
    assert said("{{ 'no' if options.hint in [undefined, null] }}", options={}) == "no"
