"""By whose word somebody is offered something while they wait, and until when."""

from datetime import date
from typing import Any

from tests.builders.decision import NOW, a_question, county_with
from waymark.words import InterimBy, InterimOffer, Need, OffenceClass
from waymark_router.county import County
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.decision_record import read_record, record_of, replay
from waymark_router.deciding.explain import explain
from waymark_router.deciding.interim import tell_interim
from waymark_router.deciding.question import Decision, Previous
from waymark_router.providers.availability import Availability, Line, Population

_FRAUD: dict[str, Any] = {"offence_class": OffenceClass.FRAUD, "needs": (Need.FRAUD_RECOVERY,)}


def _told(vacancies: int, weeks: int | None, *, placed: int = 0) -> dict[str, Availability]:
    line = Line(Population.ANYONE, None, vacancies, weeks, as_of=NOW.date(), placed=placed)
    return {one: Availability(lines=(line,)) for one in ("ledger-fraud", "harbour-recovery")}


def _decided(county: County, **over: Any) -> tuple[Decision, str]:
    question = a_question(county, **_FRAUD, **over)
    decision = decide(question, county.rulebook, county.directory)
    record = record_of(question, decision, county.rulebook, county.directory)
    tell_interim(decision, question, county.directory)
    assert replay(record, county.rulebook, county.directory) == record
    return decision, " ".join(explain(read_record(record), county.rulebook, county.directory))


def test_where_the_service_says_nothing_of_its_own_it_is_the_countys_word_until_the_wait_is_over() -> None:
    decision, _ = _decided(county_with("ledger-fraud"), availability=_told(0, 6))
    [offer] = decision.allocations
    assert (offer.interim_by, offer.interim_until) == (InterimBy.COUNTY, date(2027, 1, 4))


def test_a_services_own_word_comes_first_and_a_wait_nobody_told_has_no_end() -> None:
    county = county_with("ledger-fraud", interim=["group_sessions"])
    decision, _ = _decided(county, availability=_told(0, None))
    [offer] = decision.allocations
    assert (offer.interim, offer.interim_by, offer.interim_until) == (
        (InterimOffer.GROUP_SESSIONS,),
        InterimBy.SERVICE,
        None,
    )


def test_whoever_has_the_last_place_is_not_made_to_wait_for_it_when_something_changes() -> None:
    county = county_with("ledger-fraud")
    first, _ = _decided(county, availability=_told(1, None))
    assert first.allocations[0].interim == ()
    again, said = _decided(county, availability=_told(1, None, placed=1), previous=(Previous(first.allocations[0]),))
    assert again.allocations[0].interim == ()
    assert "has room the person is offered" not in said


def test_what_was_promised_stays_while_the_offer_stands() -> None:
    county = county_with("ledger-fraud")
    first, _ = _decided(county, availability=_told(0, 6))
    again, said = _decided(county, availability=_told(5, 1), previous=(Previous(first.allocations[0]),))
    assert again.allocations == first.allocations
    assert "has room the person is offered" in said
