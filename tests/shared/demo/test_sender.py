"""The police system's side: a token it can use again, and answers in the order of the lines."""

import pytest

from tests.builders.police_post import a_record
from tests.journeys.world import one_process
from waymark.clock import SystemClock
from waymark.demo.county import client_key
from waymark.demo.sender import Answer, Sender
from waymark.errors import Unavailable
from waymark.opening import Addresses
from waymark.settings import Settings


def test_only_a_202_is_accepted_and_only_a_503_may_be_tried_again() -> None:
    assert [Answer(1, status, {}).accepted for status in (202, 422, 503)] == [True, False, False]
    assert [Answer(1, status, {}).is_not_now for status in (202, 422, 503)] == [False, False, True]


async def test_a_batch_is_answered_line_by_line_and_a_stranger_gets_no_token(
    county_db: Addresses, settings: Settings
) -> None:
    async with one_process(county_db, settings) as world:
        token = await world.police.token()
        assert await world.police.token() == token
        lines = [("a", a_record()), ("b", {"reported_at": "never"}), ("c", a_record())]
        answers = [answer async for answer in world.police.send_batch(lines)]
        assert [(answer.line, answer.status) for answer in answers] == [(1, 202), (2, 422), (3, 202)]
        await world.police.routed(answers[2].body["id"])
        stranger = Sender(world.http, "somebody", client_key(settings.home, "somebody"), SystemClock())
        with pytest.raises(Unavailable, match="no token for somebody"):
            await stranger.token()
