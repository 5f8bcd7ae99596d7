"""Who is asked for one pathway of a referral: whoever has it, whom the desk chose, or the best of those the row names.

Not here: who takes the person and in which order (`candidates.py`, `choice.py`), duties (`duty.py`), rows of the desk.
"""

from collections.abc import Iterable

from waymark.words import Need, Pathway, Sharing
from waymark_router.deciding.candidates import choose
from waymark_router.deciding.desk import unmet_reason
from waymark_router.deciding.placing import OPEN, Placing
from waymark_router.deciding.question import Considered, Previous
from waymark_router.providers.provider import DirectoryService, WhyNot
from waymark_router.providers.provider_part import Status


def assigned_pathways(placing: Placing) -> tuple[Pathway, ...]:
    """The pathways for which the desk chose a service, in the order in which it did."""
    return tuple(dict.fromkeys(one.pathway for one in placing.question.assigned))


def pathways_that_stand(placing: Placing) -> tuple[Pathway, ...]:
    """While the rules name no pathway at all (the emergency switch), those on which the referral already is: what
    somebody has in hand is not taken from them, and only what is new goes to the desk.
    """
    if not placing.rulebook.names_no_pathway:
        return ()
    standing = (old.allocation for old in placing.question.previous if old.allocation.state in OPEN)
    return tuple(dict.fromkeys(one.pathway for one in standing if not one.duty))


def place(placing: Placing, pathway: Pathway, needs: tuple[Need, ...]) -> bool:
    """Leave the pathway with whoever took it on; else offer it to, or hold it for, the best service that takes it;
    else leave it unmet. Whether placed (or settled by the person's own no, or by work that came to its end).
    """
    earlier = placing.earlier(pathway)
    said_no = any(old.settled() for old in earlier)
    if not said_no and _keep(placing, pathway, earlier, needs):
        return True
    if said_no or any(old.is_ended() for old in earlier):
        return _settle_ended(placing, pathway, earlier, needs)
    if _by_hand(placing, pathway, needs):
        return True
    before = len(placing.decision.considered)
    chosen = choose(placing, pathway, needs)
    if chosen is None:
        placing.leave(pathway, needs, unmet_reason(placing.decision.considered[before:]))
        return False
    _offer(placing, chosen, pathway, needs)
    return True


def _offer(placing: Placing, service: DirectoryService, pathway: Pathway, needs: Iterable[Need]) -> None:
    done = [need for need in needs if not service.needs or need in service.needs]
    placing.allocate(service, placing.held_or_offered(service, placing.offer(service, pathway, done)))


def _by_hand(placing: Placing, pathway: Pathway, needs: tuple[Need, ...]) -> bool:
    """Offer it to the service a person at the desk chose, whatever the rules say, unless it closed, said no, or may
    not see the referral.
    """
    chosen = [one for one in placing.question.assigned if one.pathway is pathway]
    service = placing.directory.services.get(chosen[-1].service) if chosen else None
    if service is None:
        return False
    reasons: list[WhyNot] = []
    if service.standing(placing.question.today) is Status.CLOSED:
        reasons.append(WhyNot.CLOSED)
    if any(old.refused_by_agency() and old.allocation.agency == service.agency for old in placing.earlier(pathway)):
        reasons.append(WhyNot.REFUSED_BEFORE)
    if not reasons and placing.sharing(service.agency) is Sharing.WITHHOLD:
        reasons.append(WhyNot.WITHHELD)
    placing.decision.considered.append(Considered(pathway, (service.id,), tuple(reasons)))
    if reasons:
        return False
    meant = set(chosen[-1].needs) & set(placing.question.needs())
    placing.allocate(service, placing.held_or_offered(service, placing.offer(service, pathway, {*needs, *meant})))
    return True


def _settle_ended(placing: Placing, pathway: Pathway, earlier: Iterable[Previous], needs: tuple[Need, ...]) -> bool:
    """Work that ended, and the person's no, answer their own needs; a need said later is unmet, so that a person
    sees it.
    """
    ended = {need for old in earlier if old.is_ended() or old.settled() for need in old.allocation.needs}
    placing.settle(need for need in needs if need in ended)
    said_later = [need for need in needs if need not in ended]
    if said_later:
        placing.leave(pathway, said_later, "ended_before")
    return not said_later


def _keep(placing: Placing, pathway: Pathway, earlier: Iterable[Previous], needs: tuple[Need, ...]) -> bool:
    """Whoever took the pathway on first keeps it, unless it may no longer be shared with them; who took it on as well
    (one of the two answered late) is let go: nobody is to tell two services the same story.
    """
    kept = False
    for old in earlier:
        service = placing.directory.services.get(old.allocation.service)
        if service is None or not old.is_taken_on():
            continue
        sharing = placing.sharing(service.agency)
        reason = WhyNot.WITHHELD if sharing is Sharing.WITHHOLD else WhyNot.ANOTHER_IS_NAMED_FIRST if kept else None
        reasons = (reason,) if reason is not None else ()
        placing.decision.considered.append(Considered(pathway, (service.id,), reasons))
        if not reasons:
            offer = placing.offer(service, pathway, needs)
            placing.allocate(service, placing.held_or_offered(service, offer) if sharing is Sharing.ASK else offer)
            kept = True
    return kept
