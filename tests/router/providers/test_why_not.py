"""Why a service was passed over says what the person has against what it takes."""

from typing import Any

import pytest

from tests.builders.rulebook import the_county
from waymark.ids import ServiceId
from waymark_router.facts.fact import Value
from waymark_router.providers.provider import DirectoryService, WhyNot, takes
from waymark_router.providers.why_not import ages_in_words, why_not


def _service(**over: Any) -> DirectoryService:
    usual = the_county().directory.services[ServiceId("harbour-recovery")]
    return DirectoryService.model_validate(usual.model_dump() | over)


@pytest.mark.parametrize(
    ("over", "values", "said"),
    [
        ({"youngest": 10}, {"age_years": 9}, "age 9 is under 10"),
        ({"oldest": 17}, {"age_years": 40}, "age 40 is over 17"),
        ({"youngest": 18}, {"child": "not_known"}, "the person is or may be a child, and it takes 18 and over"),
        ({"oldest": 17}, {"child": "no"}, "the person is an adult, and it takes 17 and under"),
        ({"youngest": 10, "oldest": 17}, {"child": "yes"}, "the age is not known, and it takes 10 to 17"),
        ({"districts": ["E07000218"]}, {"district": "E07000222"}, "district E07000222 is not one of the 1 it covers"),
        ({"districts": ["E07000218"]}, {}, "the district is not known, and it covers 1 only"),
        ({"languages": ["en"]}, {"language": "pl"}, "it does not work in language pl"),
        ({"status": "paused"}, {}, "it is paused"),
    ],
)
def test_each_reason_of_a_service_says_the_value_against_the_limit(
    over: dict[str, Any], values: dict[str, Value], said: str
) -> None:
    service = _service(**over)
    [reason] = takes(service, values, adult_from=18)
    assert why_not(reason, service, values) == said


def test_seventeen_and_some_months_is_told_with_its_months() -> None:
    values: dict[str, Value] = {"age_years": 17, "age_months": 3}
    service = _service(youngest="17.5")
    assert why_not(WhyNot.TOO_YOUNG, service, values) == "age 17 years and 3 months is under 17.5"
    assert why_not(WhyNot.AGE_NOT_KNOWN, service, {"age_years": 17}).startswith("the months of age are not known")


def test_every_reason_has_words_also_where_the_service_is_no_longer_known() -> None:
    assert all(why_not(reason, None, {}) for reason in WhyNot)
    assert why_not(WhyNot.LANGUAGE, _service(), {}) == "it does not work in the person's language"


def test_any_age_is_said_so() -> None:
    assert ages_in_words(_service()) == "any age"
