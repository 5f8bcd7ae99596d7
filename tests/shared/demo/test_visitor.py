"""Somebody at the public form: every visit is taken, and a page that was not understood is said so."""

import pytest

from tests.journeys.world import one_process
from waymark.demo.people import Canaries
from waymark.demo.visitor import FIRST_VISITOR, VISITS, answers, ask_for_help
from waymark.errors import Unavailable
from waymark.opening import Addresses
from waymark.settings import Settings


def test_what_is_typed_carries_the_persons_tokens() -> None:
    token = Canaries("s").tokens(FIRST_VISITOR)
    typed = repr(answers(VISITS[0], FIRST_VISITOR, Canaries("s")))
    assert all(token[field] in typed for field in ("given_name", "account", "code_word"))


async def test_every_visit_is_taken_and_half_an_answer_is_not(county_db: Addresses, settings: Settings) -> None:
    async with one_process(county_db, settings) as world:
        for number, visit in enumerate(VISITS):
            await ask_for_help(world.http, answers(visit, FIRST_VISITOR + number, Canaries("s")))
        with pytest.raises(Unavailable, match="did not take an answer"):
            await ask_for_help(world.http, [{}])
