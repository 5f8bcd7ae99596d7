"""Which service of an agency is told of a duty."""

from tests.builders.provider import a_service
from tests.builders.screened import a_duty
from waymark.words import DutyKind, Need, Pathway
from waymark_router.deciding.duty import NEEDS_OF, PATHWAY_OF, service_told
from waymark_router.facts.fact import Value
from waymark_router.providers.provider import directory_from

_CHILD: dict[str, Value] = {"age_years": 9, "child": "yes", "district": None, "language": "en"}
_SERVICES: dict[str, dict[str, object]] = {
    "adults": {"pathway": "safeguarding", "youngest": 18},
    "forms": {"pathway": "national_referral"},
    "children": {"pathway": "safeguarding", "oldest": 17},
}
_DIRECTORY = directory_from(
    [a_service(id=name, agency="front-door", **over).model_dump(mode="json") for name, over in _SERVICES.items()]
)


def _told(kind: DutyKind, agency: str = "front-door") -> str | None:
    found = service_told(a_duty(agency, kind), _DIRECTORY, _CHILD, adult_from=18)
    return found.id if found else None


def test_the_duty_chooses_the_pathway_and_then_the_person_the_service() -> None:
    assert _told(DutyKind.SAFEGUARDING_CHILD) == "children"
    assert _told(DutyKind.NRM_CHILD) == _told(DutyKind.DUTY_TO_NOTIFY) == "forms"


def test_an_adults_protection_is_the_adults_teams_and_a_child_at_an_adults_home_the_childrens() -> None:
    both = directory_from(
        [
            a_service(id="children", agency="front-door", pathway="safeguarding").model_dump(mode="json"),
            a_service(id="adults", agency="front-door", pathway="safeguarding", youngest=18).model_dump(mode="json"),
        ]
    )
    adult: dict[str, Value] = {**_CHILD, "age_years": 40, "child": "no"}
    told = {
        kind: service_told(a_duty(kind=kind), both, adult, adult_from=18)
        for kind in (DutyKind.SAFEGUARDING_CHILD, DutyKind.SAFEGUARDING_ADULT)
    }
    assert [one.id for one in told.values() if one] == ["children", "adults"]


def test_an_agency_without_a_service_cannot_be_told() -> None:
    assert _told(DutyKind.NRM_CHILD, "nobody") is None


def test_a_duty_is_told_even_where_no_service_would_take_such_a_person() -> None:
    adults = directory_from([a_service(id="adults", agency="front-door", youngest=18).model_dump(mode="json")])
    found = service_told(a_duty(), adults, _CHILD, adult_from=18)
    assert found is not None
    assert found.id == "adults"


def test_every_kind_of_duty_has_its_pathway_and_a_notification_is_no_need() -> None:
    assert set(PATHWAY_OF) == set(NEEDS_OF) == set(DutyKind)
    assert PATHWAY_OF[DutyKind.DUTY_TO_NOTIFY] is Pathway.NATIONAL_REFERRAL
    assert NEEDS_OF[DutyKind.DUTY_TO_NOTIFY] == ()
    assert NEEDS_OF[DutyKind.NRM_CHILD] == (Need.NRM_SUPPORT,)
