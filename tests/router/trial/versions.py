"""The demo county's version, and drafts of it that differ in one thing; past referrals by the dozen."""

from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

from tests.builders.rulebook import the_county
from tests.builders.screened import AGENCIES, a_referral_screened, a_scope, some_facts
from tests.router.checking.drafts import draft_part
from waymark.words import Answer, Contactable, Flag, Need, OffenceClass, SenderClass
from waymark_router.providers.provider import directory_from
from waymark_router.rules.rulebook import rulebook_from
from waymark_router.trial.queries import situation_of
from waymark_router.trial.situation import Past, Situation
from waymark_router.trial.version import Version

DISTRICTS = ("E07000218", "E07000219", "E07000220", "E07000221", "E07000222", "E08000026")


def live() -> Version:
    """The demo county as it is."""
    return Version(the_county().rulebook, the_county().directory)


def a_draft(change: Callable[[dict[str, Any]], object]) -> Version:
    """The demo county with one change, without modern-slavery support."""
    part = draft_part()
    change(part)
    return Version(rulebook_from(part["rulebook"]), directory_from(part["services"], part["signposts"]))


def a_situation(**facts: object) -> Situation:
    """The usual referral, with some facts changed, open to all agencies."""
    return situation_of(a_referral_screened(facts=some_facts(**facts)), the_county().rulebook.districts)


def some_situation(chance: Random) -> Situation:
    """A referral by chance."""
    age = chance.choice([None, *range(0, 100, 3)])
    facts = some_facts(
        age_years=age,
        age_months=chance.randrange(12) if age == 17 else None,
        child=Answer.NOT_KNOWN if age is None else Answer.YES if age < 18 else Answer.NO,
        offence_class=chance.choice([None, *OffenceClass]),
        needs=tuple(chance.sample(list(Need), chance.randrange(4))),
        flags=tuple(chance.sample(list(Flag), chance.randrange(3))),
        district=chance.choice([None, *DISTRICTS]),
        contactable=chance.choice(list(Contactable)),
        source=chance.choice([one for one in SenderClass if one is not SenderClass.SELF]),
        days_since_incident=chance.choice([None, 1, 10, 100, 1000]),
    )
    withheld = chance.sample(AGENCIES, chance.choice([0, 0, 1, 3]))
    screened = a_referral_screened(facts=facts, scope=a_scope(withhold=withheld))
    return situation_of(screened, the_county().rulebook.districts)


def a_past(number: int, *, kinds: int, seed: int = 1) -> Past:
    """So many referrals in at most so many different situations."""
    chance, past = Random(seed), Past()
    several = [some_situation(chance) for _ in range(kinds)]
    for at in range(number):
        past.add(UUID(int=at), chance.choice(several))
    return past
