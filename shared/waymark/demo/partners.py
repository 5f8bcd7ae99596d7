"""Makes the record of a story, police or partner, as its door takes it: a synthetic person and the story's codes.

Seeded and pure: the same seed, number and time give the same record. Nothing here imports a service.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from waymark.demo.people import Canaries, a_victim, around, safe_contact, worker
from waymark.demo.stories import STORIES, Story
from waymark.words import Answer, Position

# Persons of stories are numbered apart from those of crime rows, so that no two share a token.
FIRST_PERSON = 1_000_000
_DISTRICTS = ("E07000218", "E07000219", "E07000220", "E07000221", "E07000222")


@dataclass(frozen=True, slots=True)
class StoryDraft:
    """A story's record ready to be sent by its sender, under its idempotency key."""

    story: Story
    person: int
    key: str
    record: dict[str, Any]


def story_drafts(
    seed: str, run: str, now: datetime, *, each: int = 1, stories: Sequence[Story] = STORIES
) -> list[StoryDraft]:
    """`each` referrals of every story, as they would be sent at `now`."""
    canaries = Canaries(seed)
    numbered = enumerate((story for _ in range(each) for story in stories), start=FIRST_PERSON)
    return [
        StoryDraft(story, number, f"{run}-story-{number}", story_record(story, number, now, canaries))
        for number, story in numbered
    ]


def story_record(story: Story, number: int, now: datetime, canaries: Canaries) -> dict[str, Any]:
    """The record of one story about person `number`."""
    random = Random(f"{number}/{story.name}")
    token = canaries.tokens(number)
    person = a_victim(number, random, canaries, today=now.date(), ages=story.ages)
    if story.ages[0] >= 17 and "date_of_birth" not in person:
        person["age_years"] = random.randint(*story.ages)
    person["home_district"] = random.choice(_DISTRICTS)
    record: dict[str, Any] = {
        "needs": [need.value for need in story.needs],
        "flags": [flag.value for flag in story.flags],
        "safe_contact": safe_contact(person, random, token),
        "consent": _said(story, now),
        **around(token),
    }
    if story.nrm_agreed is not Answer.NOT_ASKED:
        record["nrm_agreed"] = story.nrm_agreed.value
    if story.offence:
        record["offence_code"] = story.offence
    if story.kind:
        return record | _partner_parts(story, person, now, token)
    return record | {
        "force_reference": f"S/{token['reference']}",
        "reported_at": (now - timedelta(hours=2)).isoformat(),
        "victim": person,
        "officer": worker(token),
        "place": f"On or near {token['place']}",
    }


def _partner_parts(story: Story, person: dict[str, Any], now: datetime, token: dict[str, str]) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "kind": story.kind,
        "sender_reference": f"P/{token['reference']}",
        "person": person,
        "worker": worker(token),
    }
    if story.drug_test:
        tested_at = (now - timedelta(hours=1)).isoformat()
        parts["drug_test"] = {"tested_at": tested_at, "substances": [need.value for need in story.drug_test]}
    if story.release_in is not None:
        parts["release"] = {"release_on": (now + timedelta(days=story.release_in)).date().isoformat()}
    if story.release_missing:
        parts["release"] = {"missing_reason": story.release_missing}
    return parts


def _said(story: Story, now: datetime) -> dict[str, Any]:
    if story.said is Position.NOT_ASKED:
        return {"position": story.said.value}
    return {
        "position": story.said.value,
        "explicit": True,
        "given_by": "self",
        "how": "spoken",
        "wording": "demo-1",
        "asked_at": (now - timedelta(minutes=30)).isoformat(),
    }
