"""Equal situations are kept once, and every referral keeps its own."""

from uuid import UUID

from tests.builders.screened import a_referral_screened, a_scope, some_facts
from tests.router.trial.versions import a_situation
from waymark.words import Answer, CommunicationAid, Preference
from waymark_router.deciding.choice import Wishes
from waymark_router.trial.queries import situation_of
from waymark_router.trial.situation import Past, age_months_of, wishes_of


def test_equal_facts_are_one_situation_and_another_scope_is_another() -> None:
    past = Past()
    past.add(UUID(int=1), a_situation())
    past.add(UUID(int=2), a_situation(age_years=12, child=Answer.YES))
    past.add(UUID(int=3), a_situation())
    past.add(UUID(int=4), situation_of(a_referral_screened(scope=a_scope(withhold=["triage-desk"])), ()))
    assert len(past) == 4
    assert len(past.situations) == 3
    assert [at for _, at in past.each()] == [0, 1, 0, 2]
    assert past.counts() == {0: 2, 1: 1, 2: 1}


def test_wishes_and_months_are_read_from_the_facts() -> None:
    facts = some_facts(
        preferences=(Preference.ONLINE,),
        communication_aids=(CommunicationAid.BSL,),
        language="pl",
        age_years=17,
        age_months=7,
        child=Answer.YES,
    )
    values = situation_of(a_referral_screened(facts=facts), ()).values
    assert wishes_of(values) == Wishes(
        frozenset({Preference.ONLINE}), frozenset({CommunicationAid.BSL}), "pl", "E07000222"
    )
    assert age_months_of(values) == 7
    assert age_months_of({}) is None


def test_a_day_that_no_rule_reads_makes_no_situation_of_its_own() -> None:
    several = [a_referral_screened(facts=some_facts(days_since_incident=days)) for days in (1, 2, 3)]
    assert len({situation_of(screened, ()) for screened in several}) == 1
    assert len({situation_of(screened, (), {"incident_on"}) for screened in several}) == 3
