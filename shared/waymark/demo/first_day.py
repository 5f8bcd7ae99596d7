"""The first day of a demo county: crimes with real feeds' mistakes, every pathway's stories, and one provider's no.

Everything goes through the real doors, each sender with its own client. Not here: showing what came of it (`table.py`).
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

import httpx

from waymark.demo.day import synthetic_day
from waymark.demo.mistakes import Mistake, drawn, spoilt
from waymark.demo.partners import StoryDraft, story_drafts
from waymark.demo.people import Canaries
from waymark.demo.records import Draft, RecordMaker, Skipped
from waymark.demo.replay import Tally, send
from waymark.demo.sender import Sender
from waymark.demo.staff import Staff
from waymark.demo.stories import POLICE, STORIES
from waymark.demo.visitor import FIRST_VISITOR, VISITS, answers, ask_for_help

EACH_STORY = 2


async def send_first_day(senders: Mapping[str, Sender], tally: Tally, now: datetime, *, seed: str, run: str) -> None:
    """Send a day's crimes by the police and every story whose sender the county has; counts each in `tally`."""
    maker = RecordMaker(seed, run)
    made = [maker.make(row, at) for at, row in synthetic_day(now, seed)]
    tally.skipped.update(item.reason for item in made if isinstance(item, Skipped))
    drafts = with_mistakes([item for item in made if isinstance(item, Draft)], seed)
    tally.rows += len(drafts) + tally.skipped.total()
    await send(drafts, tally, senders[POLICE])
    stories = [story for story in STORIES if story.sender in senders]
    for story in story_drafts(seed, run, now, each=EACH_STORY, stories=stories):
        tally.rows += 1
        await _send_story(senders[story.story.sender], story, tally)


def with_mistakes(drafts: Sequence[Draft], seed: str) -> list[Draft]:
    """The drafts with the mistakes real feeds had in about a quarter; a repeated record comes twice, with new keys."""
    random = Random(f"mistakes/{seed}")
    found: list[Draft] = []
    for draft in drafts:
        mistake = drawn(random)
        found += [draft] if mistake is None else _with(draft, mistake)
    return found


def _with(draft: Draft, mistake: Mistake) -> list[Draft]:
    record = spoilt(draft.record, mistake)
    first = Draft(draft.row, draft.key, record)
    return [first, Draft(draft.row, f"{draft.key}-again", record)] if mistake.is_repeat else [first]


async def _send_story(sender: Sender, draft: StoryDraft, tally: Tally) -> None:
    post = sender.send_partner if draft.story.kind else sender.send
    reply = await post(draft.key, draft.record)
    tally.sent += 1
    tally.by_sender[draft.story.sender] += 1
    if reply.status_code == httpx.codes.ACCEPTED:
        tally.take(reply.json())
    else:
        tally.refuse(reply.status_code, reply.json())


async def visit_form(http: httpx.AsyncClient, tally: Tally, *, seed: str) -> None:
    """Some people ask for help by themselves, all at once."""
    canaries = Canaries(seed)
    async with asyncio.TaskGroup() as group:
        for person, visit in enumerate(VISITS, start=FIRST_VISITOR):
            group.create_task(ask_for_help(http, answers(visit, person, canaries)))
    tally.by_sender["the public form"] += len(VISITS)
    tally.rows += len(VISITS)
    tally.sent += len(VISITS)
    tally.accepted += len(VISITS)


async def decline_one(staff: Staff) -> bool:
    """Say no to one offer for want of room, so that it is found another place; whether there was one."""
    items = (await staff.get("/notifier/v1/allocations", state="offered", limit="1"))["items"]
    for item in items:
        said = {"version": item["version"], "declined_by": "provider", "reason": "no_capacity"}
        await staff.post(f"/notifier/v1/allocations/{item['id']}:decline", said)
    return bool(items)
