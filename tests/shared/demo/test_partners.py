"""Story records: the doors understand them, each field has its token, and a seed makes the same again."""

import json
from datetime import UTC, datetime

import pytest

from waymark.demo.partners import FIRST_PERSON, story_drafts, story_record
from waymark.demo.people import Canaries
from waymark.demo.stories import STORIES, Story
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.police.record import PoliceRecord

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_every_story_is_a_record_its_door_understands(story: Story) -> None:
    model = PartnerRecord if story.kind else PoliceRecord
    for number in range(20):
        model.model_validate_json(json.dumps(story_record(story, number, NOW, Canaries("seed"))))


def test_every_story_is_told_as_often_as_asked_about_somebody_else_each_time() -> None:
    drafts = story_drafts("seed", "run", NOW, each=2)
    assert len(drafts) == 2 * len(STORIES)
    assert len({draft.person for draft in drafts}) == len({draft.key for draft in drafts}) == len(drafts)
    assert min(draft.person for draft in drafts) == FIRST_PERSON


def test_the_same_seed_tells_the_same_story() -> None:
    assert story_drafts("seed", "run", NOW) == story_drafts("seed", "run", NOW)


def test_a_story_carries_its_persons_tokens() -> None:
    canaries = Canaries("seed")
    text = json.dumps(story_record(STORIES[0], 5, NOW, canaries))
    tokens = canaries.tokens(5)
    assert all(tokens[field] in text for field in ("given_name", "family_name", "address", "account", "suspect"))
