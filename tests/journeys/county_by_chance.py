"""A router and its queues in one process, to which by chance happens whatever may happen in a county, in any order.

Events travel between the two as in the log, sometimes late. Not here: what must hold of it (the test beside this).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from tests.builders.drafting import SOL, a_draft, a_fraud_row, changed, is_approved, is_asked_for
from tests.builders.rulebook import the_county
from tests.builders.screened import AGENCIES, a_duty, a_referral_screened, a_scope, some_facts
from tests.builders.web import a_context
from waymark.clock import ReplayClock
from waymark.contracts.consent import ReferralScreened, ReleaseRevoked
from waymark.contracts.envelope import Event, Heard
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.ids import AgencyId, EventId, uuid7
from waymark.log import BEGINNING, read_after
from waymark.record import Record
from waymark.service import Context, Handler, Service
from waymark.settings import Settings
from waymark.words import Answer, Contactable, DutyKind, Need, OffenceClass, Sharing, WithdrawReason
from waymark_notifier import actions as queues
from waymark_notifier.allocation import Allocation, Worker
from waymark_notifier.answer import Asked, StepRequest
from waymark_notifier.queries import find_allocation
from waymark_notifier.service import service as notifier
from waymark_notifier.step import allowed
from waymark_notifier.transition import Verb
from waymark_router.actions import Shelf, publish_county, publish_directory, route_referrals
from waymark_router.deciding.assign_reason import AssignReason
from waymark_router.deciding.question import Assigned
from waymark_router.directory.actions import tell_room
from waymark_router.directory.told import RoomTold, Teller
from waymark_router.providers.provider import directory_from
from waymark_router.publishing.actions.emergency import end_emergency, switch_to_triage
from waymark_router.service import service as router
from waymark_router.triage.actions import assign_by_hand, look_at
from waymark_router.triage.shortlist import shortlist

DESK = AgencyId("triage-desk")
_NEEDS = (Need.EMOTIONAL_SUPPORT, Need.PRACTICAL_HELP, Need.FRAUD_RECOVERY, Need.ISVA, Need.COUNSELLING, Need.HOUSING)
_OFFENCES = (OffenceClass.BURGLARY_DWELLING, OffenceClass.FRAUD, OffenceClass.SEXUAL, OffenceClass.ROAD)
_AGES = ((9, Answer.YES), (17, Answer.YES), (40, Answer.NO), (None, Answer.NOT_KNOWN))
_OTHERS = tuple(one for one in AGENCIES if one != DESK)


@dataclass
class Side:
    """One of the two services: its database, where its hearers stand, and how far it has heard the other."""

    service: Service
    context: Context[Any, Any]
    position: str = BEGINNING

    @property
    def database(self) -> Database:
        return self.context.database


@dataclass
class CountyByChance:
    """The county, and all that was ever screened in it."""

    clock: ReplayClock
    chance: Random
    router: Side
    notifier: Side
    screened: dict[UUID, ReferralScreened] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    async def one_act(self) -> None:
        """Let one thing happen, and some of the news of it arrive."""
        self.clock.move_to(self.clock.now() + timedelta(seconds=self.chance.randint(1, 600)))
        act = self.chance.choices([one for one, _ in _ACTS], [often for _, often in _ACTS])[0]
        self.done.append(act.__name__)
        try:
            await act(self)
        except Refused as refused:
            self.done[-1] += f" ({refused.code})"
        if self.chance.random() < 0.5:
            await self.hear(self.notifier, self.router, most=self.chance.randint(1, 5))
            await self.hear(self.router, self.notifier, most=self.chance.randint(1, 5))

    async def quiet(self) -> None:
        """Let all news arrive."""
        for _ in range(50):
            heard = await self.hear(self.notifier, self.router) + await self.hear(self.router, self.notifier)
            if not heard:
                return
        raise AssertionError("router and queues never come to an end")

    async def hear(self, hearer: Side, teller: Side, *, most: int = 500) -> int:
        """Let one side hear what the other told since, in order; answers how many events."""
        topic = next(one for one in sorted(teller.service.told_topics()) if one in _TOPICS)
        async with teller.database.looking() as looking:
            found = await read_after(looking, teller.service.name, topic, hearer.position, most)
        known = {one.event.type(): one for one in hearer.service.hears}
        for record in found:
            if record.type in known:
                hears = known[record.type]
                # No two decisions are made at one instant.
                self.clock.move_to(self.clock.now() + timedelta(milliseconds=2))
                await _handled(hearer, hears.handle, _heard(record, hears.event))
            hearer.position = record.position
        return len(found)

    async def screen(self, one: ReferralScreened) -> None:
        """Let the router hear consent's newest answer, and the queues what stops by it."""
        before = self.screened.get(one.referral_id)
        self.screened[one.referral_id] = one
        screened = self._told(one)
        was = {answer.agency for answer in before.scope if answer.sharing is Sharing.PERMIT} if before else set()
        stops: list[Heard[Any]] = []
        for answer in one.scope:
            if answer.agency in was and answer.sharing is not Sharing.PERMIT:
                stop = ReleaseRevoked(
                    referral_id=one.referral_id,
                    agency=answer.agency,
                    reason="consent_withdrawn",
                    revoked_at=self.clock.now(),
                )
                stops.append(self._told(stop))
        self.clock.move_to(self.clock.now() + timedelta(seconds=1))
        await _handled(self.router, _route, screened)
        handle = next(each.handle for each in notifier.hears if each.event is ReleaseRevoked)
        for told in stops:
            await _handled(self.notifier, handle, told)

    def _told(self, event: Event) -> Heard[Any]:
        now = self.clock.now()
        return Heard(EventId(uuid7(now)), uuid7(now), now, uuid7(now), None, "", event)

    def somebody(self) -> ReferralScreened | None:
        """A referral by chance."""
        return self.chance.choice([*self.screened.values()]) if self.screened else None

    async def a_row(self, states: tuple[str, ...]) -> Allocation | None:
        """A row of a queue by chance."""
        async with self.notifier.database.reader(SYSTEM) as reader:
            rows = await reader.rows("select id from allocations where state = any(:states) order by id", _any(states))
            return await find_allocation(reader, self.chance.choice(rows).id) if rows else None


_TOPICS = {"router.referral", "notifier.allocation"}


def _any(states: tuple[str, ...]) -> dict[str, Any]:
    return {"states": list(states)}


async def _handled(side: Side, handle: Handler, heard: Heard[Any]) -> None:
    async with side.database.transaction(SYSTEM) as tx:
        await handle(tx, [heard], side.context)


async def _route(tx: Any, heard: Any, context: Context[Any, Any]) -> None:
    await route_referrals(tx, heard, context.own)


def _heard(record: Record, event: type[Event]) -> Heard[Any]:
    return Heard(
        EventId(record.event_id),
        record.key,
        record.time,
        record.correlation,
        record.causation,
        record.traceparent,
        event.model_validate_json(record.body),
    )


async def a_county_by_chance(
    databases: tuple[Database, Database], clock: ReplayClock, settings: Settings, seed: int
) -> CountyByChance:
    """The demo county, with nobody in it yet; databases are the router's and the notifier's."""
    of_router, of_notifier = databases
    async with of_router.transaction(SYSTEM) as tx:
        await publish_county(tx, the_county(), actor="test")
    context = replace(a_context(of_router, clock, settings, name="router"), own=Shelf())
    return CountyByChance(
        clock,
        Random(seed),
        Side(router, context),
        Side(notifier, a_context(of_notifier, clock, settings, name="notifier")),
    )


def _facts(county: CountyByChance) -> Any:
    chance = county.chance
    age, child = chance.choice(_AGES)
    return some_facts(
        needs=tuple(chance.sample(_NEEDS, chance.randint(1, 3))),
        offence_class=chance.choice(_OFFENCES),
        age_years=age,
        child=child,
        district=chance.choice(["E07000222", "E07000218", None]),
        contactable=chance.choice([Contactable.SAFE] * 4 + [*Contactable]),
    )


def _scope(county: CountyByChance) -> Any:
    chance = county.chance
    some = chance.sample(_OTHERS, chance.randint(0, 5))
    return a_scope(ask=some[:2], withhold=some[2:]) if chance.random() < 0.5 else a_scope()


async def a_new_referral(county: CountyByChance) -> None:
    chance = county.chance
    kind = chance.choice([DutyKind.SAFEGUARDING_CHILD, DutyKind.SAFEGUARDING_ADULT])
    duties = (a_duty(kind=kind),) if chance.random() < 0.2 else ()
    key = UUID(int=chance.getrandbits(128), version=4)
    await county.screen(
        a_referral_screened(
            referral_id=key,
            facts=_facts(county),
            scope=_scope(county),
            duties=duties,
            received_at=county.clock.now(),
        )
    )


async def _again(county: CountyByChance, **over: Any) -> None:
    one = county.somebody()
    if one is not None and one.withdrawn is None:
        await county.screen(one.model_copy(update={"screening": one.screening + 1, **over}))


async def the_record_is_corrected(county: CountyByChance) -> None:
    await _again(county, facts=_facts(county))


async def the_person_says_something_else(county: CountyByChance) -> None:
    await _again(county, scope=_scope(county))


async def the_person_says_no(county: CountyByChance) -> None:
    await _again(county, scope=a_scope(withhold=AGENCIES))


async def the_person_says_yes(county: CountyByChance) -> None:
    await _again(county, scope=a_scope())


async def the_sender_takes_it_back(county: CountyByChance) -> None:
    await _again(county, withdrawn=WithdrawReason.PERSON_ASKED)


async def a_provider_steps(county: CountyByChance) -> None:
    await _step(county, ("offered", "accepted", "waiting", "contacting", "engaged", "unmet"), None)


async def a_provider_declines(county: CountyByChance) -> None:
    await _step(county, ("offered",), Verb.DECLINE)


async def somebody_answers_late(county: CountyByChance) -> None:
    await _step(county, ("lapsed",), None)


async def _step(county: CountyByChance, states: tuple[str, ...], verb: Verb | None) -> None:
    row = await county.a_row(states)
    if row is None:
        return
    worker = Worker(f"w.{row.agency}", "W", row.agency, leads=True)
    steps = [one for one in allowed(row, worker, county.clock.now()) if verb in {None, one.verb}]
    if not steps:
        return
    chosen = county.chance.choice(steps)
    said = {asked.field: _said(county, asked) for asked in chosen.asks}
    if said.get("declined_by") == "person":
        said["reason"] = "person_declined"
    elif said.get("reason") == "person_declined":
        said["reason"] = "no_capacity"
    async with county.notifier.database.transaction(row.agency) as tx:
        await queues.take_step(tx, row.id, chosen.verb, worker, StepRequest(version=row.version, **said))
    county.done[-1] += f" {chosen.verb}"


def _said(county: CountyByChance, asked: Asked) -> Any:
    if asked.codes:
        return county.chance.choice(asked.codes)
    return county.clock.now().date() + timedelta(days=county.chance.randint(2, 60))


async def nobody_answers(county: CountyByChance) -> None:
    hours = county.chance.choice([5, 30, 80])
    county.clock.move_to(county.clock.now() + timedelta(hours=hours))
    async with county.notifier.database.transaction(SYSTEM) as tx:
        await queues.lapse_overdue(tx, most=20)


async def a_door_opens_or_shuts(county: CountyByChance) -> None:
    known = _entries(county)
    chosen = county.chance.choice([one for one in known if one["agency"] != DESK or county.chance.random() < 0.1])
    chosen["status"] = county.chance.choice(["open", "open", "paused", "closed"])
    signposts = [one.model_dump(mode="json") for one in the_county().directory.signposts.values()]
    async with county.router.database.transaction(SYSTEM) as tx:
        await publish_directory(tx, directory_from(known, signposts), actor="test", by_people=True)


def _entries(county: CountyByChance) -> list[dict[str, Any]]:
    shelf: Shelf = county.router.context.own
    directory = shelf.directory or the_county().directory
    return [one.model_dump(mode="json") for one in directory.services.values()]


async def a_room_is_told(county: CountyByChance) -> None:
    service = county.chance.choice([*the_county().directory.services.values()])
    async with county.router.database.transaction(SYSTEM) as tx:
        known = await tx.value("select max(version) from capacities where service = :id", {"id": service.id})
        told = RoomTold(
            vacancies=county.chance.choice([0, 0, 1, 3]),
            weeks=county.chance.choice([None, 1, 9]),
            version=known or 0,
        )
        await tell_room(tx, service, told, Teller("lee", service.agency, service.name))


async def a_draft_goes_live(county: CountyByChance) -> None:
    database = county.router.database
    pathway = county.chance.choice(["fraud", "victim_recovery", "triage"])
    row = a_fraud_row(then={"pathway": pathway}, why=f"Tried at {county.clock.now().isoformat()}.")
    draft = await changed(database, await a_draft(database), row)
    asked = await is_asked_for(database, draft, "Asked by the board")
    await is_approved(database, asked.draft_id, asked.revision)
    county.clock.move_to(county.clock.now() + timedelta(seconds=5))


async def the_switch_is_thrown(county: CountyByChance) -> None:
    async with county.router.database.transaction(SYSTEM) as tx:
        await switch_to_triage(tx, "something is badly wrong", editor=SOL)
    county.clock.move_to(county.clock.now() + timedelta(seconds=5))


async def the_emergency_ends(county: CountyByChance) -> None:
    async with county.router.database.transaction(SYSTEM) as tx:
        await end_emergency(tx, "it is right again", editor=SOL)
    county.clock.move_to(county.clock.now() + timedelta(seconds=5))


async def the_desk_assigns(county: CountyByChance) -> None:
    row = await county.a_row(("offered", "unmet", "accepted"))
    if row is None or row.agency != DESK:
        return
    shelf: Shelf = county.router.context.own
    async with county.router.database.transaction(SYSTEM) as tx:
        look = await look_at(tx, row.referral_id, DESK, shelf, by="pat")
        needs = tuple(Need(one) for one in row.needs)
        options = [one for one in shortlist(look.placing, None, needs) if one.may_choose]
        if options:
            service = county.chance.choice(options[:4]).service
            assigned = Assigned(service.pathway, service.id, AssignReason.PROVIDER_AGREED, needs)
            await assign_by_hand(tx, look, assigned, shelf, seen=look.latest.decision_id, by="pat")


Act = Callable[[CountyByChance], Awaitable[None]]
_ACTS: tuple[tuple[Act, int], ...] = (
    (a_new_referral, 14),
    (the_record_is_corrected, 6),
    (the_person_says_something_else, 6),
    (the_person_says_no, 3),
    (the_person_says_yes, 6),
    (the_sender_takes_it_back, 1),
    (a_provider_steps, 26),
    (a_provider_declines, 10),
    (somebody_answers_late, 4),
    (nobody_answers, 5),
    (a_door_opens_or_shuts, 6),
    (a_room_is_told, 6),
    (a_draft_goes_live, 1),
    (the_switch_is_thrown, 1),
    (the_emergency_ends, 2),
    (the_desk_assigns, 5),
)
