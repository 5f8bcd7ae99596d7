"""What may be told of room, and of whose services."""

import pytest
from pydantic import ValidationError

from tests.builders.rulebook import the_county
from waymark.errors import Refused
from waymark.ids import AgencyId
from waymark_router.directory.told import RoomTold, own_service


@pytest.mark.parametrize(
    "told",
    [{}, {"vacancies": -1}, {"weeks": 521}, {"vacancies": 1, "intervention": "nothing"}, {"vacancies": 1, "beds": 2}],
)
def test_room_is_told_in_whole_figures_for_what_is_known(told: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RoomTold.model_validate(told)


def test_either_figure_is_enough() -> None:
    assert RoomTold.model_validate({"vacancies": 0}).weeks is None
    assert RoomTold.model_validate({"weeks": 4, "intervention": "isva"}).vacancies is None


def test_only_ones_own_services_are_found() -> None:
    directory = the_county().directory
    assert own_service(directory, "lantern-adult", AgencyId("lantern-sav")).id == "lantern-adult"
    for service in ("harbour-recovery", "nobody"):
        with pytest.raises(Refused, match=r"service\.unknown"):
            own_service(directory, service, AgencyId("lantern-sav"))
