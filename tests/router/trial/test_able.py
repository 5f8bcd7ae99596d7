"""Who would take a past referral and may see it."""

from datetime import date
from typing import Any

from tests.router.checking.drafts import service_of
from tests.router.trial.versions import a_draft, a_situation, live
from waymark.ids import AgencyId, ServiceId
from waymark.words import Answer
from waymark_router.trial.able import Able
from waymark_router.trial.situation import Situation

_ON = date(2026, 11, 23)


def test_only_services_that_take_the_person_and_may_see_the_referral_are_able() -> None:
    able = Able(live().directory, on=_ON)
    adult, child = a_situation(), a_situation(age_years=12, child=Answer.YES)
    lantern, young = able.bit_of[ServiceId("lantern-adult")], able.bit_of[ServiceId("lantern-child")]
    assert (bool(able.of(adult) & lantern), bool(able.of(adult) & young)) == (True, False)
    assert (bool(able.of(child) & lantern), bool(able.of(child) & young)) == (False, True)
    barred = Situation(adult.facts, adult.open_to - {AgencyId("lantern-sav")})
    assert not able.of(barred) & lantern


def test_only_wishes_that_some_service_says_something_of_tell_any_apart() -> None:
    assert Able(live().directory, on=_ON).telling(a_situation().facts) == ()

    def change(part: dict[str, Any]) -> None:
        service_of(part, "ledger-fraud").update(bases=["E07000222"], needs=["fraud_recovery"])

    told = Able(a_draft(change).directory, on=_ON).telling(a_situation().facts)
    assert told == ("E07000222", frozenset({"emotional_support", "practical_help"}))
