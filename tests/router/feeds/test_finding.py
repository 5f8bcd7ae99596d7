"""What the public page finds: by need, place, age, language and online; what is not said lets everything in."""

from datetime import date
from typing import Any

from tests.builders.decision import county_with
from waymark.words import Need
from waymark_router.county import County
from waymark_router.feeds.feed import Listing
from waymark_router.feeds.finding import Found, Wanted, does, find_listings, find_services
from waymark_router.providers.availability import Availability, Line, Population

_TODAY = date(2026, 11, 23)


def _found(
    county: County | None = None, rooms: dict[Any, Availability] | None = None, **wanted: Any
) -> dict[str, Found]:
    county = county or county_with("harbour-recovery")
    found = find_services(county.directory, county.rulebook, Wanted(**wanted), rooms or {}, _TODAY)
    return {one.name: one for one in found}


def test_need_and_age_narrow_it_down() -> None:
    assert "Lantern, adults" in _found(need=Need.ISVA)
    assert "Harbour Victim Care, recovery" not in _found(need=Need.ISVA)
    assert "Lantern, adults" not in _found(need=Need.ISVA, age=15)
    assert "Lantern, children and young people" in _found(need=Need.ISVA, age=17)
    assert "Triage desk" not in _found()


def test_what_a_service_says_of_itself_counts() -> None:
    county = county_with(
        "harbour-recovery", needs=["debt"], districts=["E07000220"], languages=["pl"], offers=["online"]
    )
    harbour = "Harbour Victim Care, recovery"
    assert harbour in _found(county, need=Need.DEBT, district="E07000220", language="pl", is_online=True, age=3)
    for other in ({"need": Need.COUNSELLING}, {"district": "E07000222"}, {"language": "en"}):
        assert harbour not in _found(county, **other)
    assert list(_found(county, is_online=True)) == [harbour]
    service = county.directory.services[next(iter(county.directory.services))]
    assert does(service, county.rulebook, Need.DEBT)


def test_a_wait_is_shown_where_it_is_known_and_a_pause_is_said() -> None:
    line = Line(Population.ANYONE, None, None, 7, _TODAY)
    paused = county_with("harbour-recovery", status="paused", about="We listen.")
    found = _found(paused, rooms={"harbour-recovery": Availability(lines=(line,))})["Harbour Victim Care, recovery"]
    assert found.about == "We listen."
    assert {"Takes nobody new at the moment", "People wait about 7 weeks"} <= set(found.says)


def test_listings_of_others_are_narrowed_by_what_they_say() -> None:
    one = Listing("1", "Counselling for all", description="Talk", youngest=12, oldest=25, areas=("Rugby and around",))
    two = Listing("2", "Advice", languages=("ur",), is_online=True, fees="Free")
    gone = Listing("3", "Gone", status="defunct")

    def names(**wanted: Any) -> list[str]:
        return [found.name for found in find_listings([one, two, gone], Wanted(**wanted))]

    assert names() == ["Advice", "Counselling for all"]
    assert names(need=Need.COUNSELLING) == ["Counselling for all"]
    assert names(age=30) == names(district="E07000222") == ["Advice"]
    assert names(district="E07000220") == ["Advice", "Counselling for all"]
    assert names(language="pl") == ["Counselling for all"]
    assert names(is_online=True) == ["Advice"]
    assert find_listings([one], Wanted())[0].says == ("Ages 12 to 25",)


def test_an_entry_says_hours_languages_aids_safe_contact_and_when_it_was_checked() -> None:
    opening = [{"day": day, "opens": "09:00", "closes": "17:00"} for day in (1, 2)]
    county = county_with(
        "harbour-recovery",
        opening=opening,
        works_in=["pl"],
        access=["step_free"],
        aids=["bsl"],
        contact_by=["code_word"],
        sexes=["female"],
        checked_on="2026-11-02",
    )
    found = _found(county)["Harbour Victim Care, recovery"]
    for said in (
        "For women and girls",
        "Open: Monday to Tuesday 09:00 to 17:00",
        "Speaks: Polish",
        "There is: no steps at the entrance, British Sign Language",
        "Can reach you by: telephone with a code word",
    ):
        assert said in found.says, said
    assert found.checked == "Last checked on 2 November 2026"
    assert _found()["Lantern, adults"].checked == "Not checked yet"


def test_a_listing_says_what_its_feed_says_of_hours_and_access() -> None:
    listing = Listing("1", "Tea", hours=("Monday 09:00 to 17:00",), access=("A ramp",), checked_on="2026-10-01")
    [found] = find_listings([listing], Wanted())
    assert found.says == ("Open: Monday 09:00 to 17:00", "Places: A ramp")
    assert found.checked == "Last checked on 1 October 2026"
