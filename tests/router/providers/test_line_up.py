"""A line-up says of each service what asking it alone says, and is worked out once for each row."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.builders.provider import a_service
from waymark.ids import ServiceId
from waymark.words import Need
from waymark_router.providers.line_up import LineUp, line_up_of
from waymark_router.providers.provider import DirectoryService, WhyNot, directory_from, takes

_NEEDS = [Need.COUNSELLING, Need.DEBT, Need.HOUSING]
_DISTRICTS = ["E07000220", "E07000222"]
_DAYS = [date(2026, 11, day) for day in (22, 23, 24, 25)]


def _some(chance: Random, values: list[str] | list[Need]) -> list[str]:
    return [str(one) for one in chance.sample(values, chance.randint(0, len(values)))]


def _service(name: str, chance: Random) -> DirectoryService:
    youngest = chance.choice([0, 0, 10, 16, 17.5, 18])
    changes = sorted(chance.sample(_DAYS, chance.randint(0, 2)))
    return a_service(
        id=name,
        youngest=youngest,
        oldest=chance.choice([130, 25, 18, 18.25]),
        status=chance.choice(["open", "open", "paused", "closed"]),
        statuses=[{"valid_from": one, "status": chance.choice(["open", "closed", "paused"])} for one in changes],
        districts=_some(chance, _DISTRICTS),
        languages=_some(chance, ["en", "pl"]),
        needs=_some(chance, _NEEDS),
        sexes=chance.choice([[], [], ["male"]]),
    )


@given(
    seed=st.integers(0, 2**32),
    age=st.none() | st.integers(-1, 140),
    months=st.none() | st.integers(0, 11),
    child=st.sampled_from([None, "yes", "no", "not_known"]),
    district=st.sampled_from([None, *_DISTRICTS, "E08000026"]),
    language=st.sampled_from([None, "en", "pl", "ur"]),
    needs=st.lists(st.sampled_from(_NEEDS), unique=True),
    on=st.sampled_from(_DAYS),
)
def test_whom_each_refuses_and_why_is_what_asking_each_alone_says(
    seed: int,
    age: int | None,
    months: int | None,
    child: str | None,
    district: str | None,
    language: str | None,
    needs: list[Need],
    on: date,
) -> None:
    chance = Random(seed)
    line_up = LineUp(_service(f"s{at}", chance) for at in range(20))
    values = {"age_years": age, "child": child, "district": district, "language": language}
    for day in (on, _DAYS[0]):
        refusing = line_up.refusing(values, adult_from=18, age_months=months, needs=needs, on=day)
        for at, service in enumerate(line_up.services):
            reasons: tuple[WhyNot, ...] = tuple(reason for reason, bits in refusing if bits >> at & 1)
            assert reasons == takes(service, values, adult_from=18, age_months=months, needs=needs, on=day)


def test_each_row_of_a_directory_is_worked_out_once_and_what_it_does_not_know_is_left_out() -> None:
    directory = directory_from([a_service(id=one).model_dump(mode="json") for one in ("a", "b", "c")])
    named = (ServiceId("c"), ServiceId("nobody-knows-it"), ServiceId("a"), ServiceId("c"))
    line_up = line_up_of(directory, named)
    assert [one.id for one in line_up.services] == ["c", "a"]
    assert line_up_of(directory, named) is line_up
    assert directory == directory_from([a_service(id=one).model_dump(mode="json") for one in ("a", "b", "c")])


@given(st.frozensets(st.integers(0, 199)))
def test_ids_of_few_and_of_many_come_in_order(places: frozenset[int]) -> None:
    line_up = LineUp(a_service(id=f"s{at}") for at in range(200))
    assert line_up.ids_of(sum(1 << at for at in places)) == tuple(f"s{at}" for at in sorted(places))
