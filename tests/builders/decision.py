"""Decisions by the demo county's rules, and what they say in short."""

from collections.abc import Mapping
from datetime import UTC, datetime

from tests.builders.rulebook import the_county
from tests.builders.screened import a_referral_screened, some_facts
from waymark.contracts.consent import Duty, RecipientScope
from waymark.ids import ServiceId
from waymark.words import WithdrawReason
from waymark_router.county import County
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.question import Assigned, Decision, Previous, Question, question_from
from waymark_router.providers.availability import Availability
from waymark_router.providers.provider import directory_from

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def a_decision(
    *,
    scope: tuple[RecipientScope, ...] | None = None,
    duties: tuple[Duty, ...] = (),
    previous: tuple[Previous, ...] = (),
    county: County | None = None,
    withdrawn: WithdrawReason | None = None,
    **facts: object,
) -> Decision:
    """The decision about a burglary in Warwick, with other facts where they are said."""
    county = county or the_county()
    screened = a_referral_screened(facts=some_facts(**facts), scope=scope, duties=duties, withdrawn=withdrawn)
    question = question_from(screened, districts=county.rulebook.districts, now=NOW, previous=previous)
    return decide(question, county.rulebook, county.directory)


def a_question(
    county: County,
    *,
    scope: tuple[RecipientScope, ...] | None = None,
    previous: tuple[Previous, ...] = (),
    availability: Mapping[str, Availability] | None = None,
    assigned: tuple[Assigned, ...] = (),
    **facts: object,
) -> Question:
    """The question about a burglary in Warwick, with what was known of services' room and what the desk chose."""
    screened = a_referral_screened(facts=some_facts(**facts), scope=scope)
    return question_from(
        screened,
        districts=county.rulebook.districts,
        now=NOW,
        previous=previous,
        availability={ServiceId(service): told for service, told in (availability or {}).items()},
        assigned=assigned,
    )


def county_with(service: str, *, county: County | None = None, **over: object) -> County:
    """The demo county, or another, in which one service says something else of itself."""
    usual = county or the_county()
    entries = [one.model_dump(mode="json") for one in usual.directory.services.values()]
    signposts = [one.model_dump(mode="json") for one in usual.directory.signposts.values()]
    changed = [entry | over if entry["id"] == service else entry for entry in entries]
    return County(usual.rulebook, directory_from(changed, signposts))


def offered(decision: Decision) -> set[str]:
    """The services something is offered to."""
    return {str(one.service) for one in decision.allocations if one.state == "offered"}


def unmet(decision: Decision) -> list[tuple[str, str]]:
    """Pathway and reason of each unmet need."""
    return [(left.pathway.value, left.reason) for left in decision.unmet]


def signposts(decision: Decision) -> set[str]:
    """The signposts the person is told of."""
    return {str(one.service) for one in decision.signposts}


def went(decision: Decision) -> dict[str, str]:
    """The state of what each service has."""
    return {placed.service: placed.state.value for placed in decision.allocations}
