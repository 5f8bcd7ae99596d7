"""Each story of the demo, sent by its own sender, comes to the pathway it is told for."""

import pytest

from tests.journeys.steps import routed, states
from tests.journeys.world import World
from waymark.clock import SystemClock
from waymark.demo.partners import story_drafts
from waymark.demo.stories import STORIES, Story


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_a_story_arrives(world: World, story: Story) -> None:
    (draft,) = story_drafts("arrives", "arrives", SystemClock().now(), stories=[story])
    sender = world.sender(story.sender)
    key = f"{draft.key}-{STORIES.index(story)}"
    reply = await (sender.send_partner if story.kind else sender.send)(key, draft.record)
    assert reply.status_code == 202, reply.text
    seen = await routed(world, reply.json()["id"], client=story.sender)
    assert story.pathway in states(seen)
