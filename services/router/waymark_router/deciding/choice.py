"""Which of the services that take somebody is asked: the person's wishes, the rule's order, room, waits and fair load.

The order in which these count is the one of ADR 0036. Here all are ranked, one against another, as a person at the
desk sees them. Not here: the best of very many (`best.py`), who takes whom (`provider.py`), and consent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from waymark.ids import ServiceId
from waymark.words import CommunicationAid, Preference
from waymark_router.providers.availability import ROOM_NOT_KNOWN, Room
from waymark_router.providers.provider import DirectoryService, WhyNot
from waymark_router.providers.rooms import share_of_cap

# What a record says where nobody said another language: everybody works in it, so it tells no service from another.
USUAL_LANGUAGE = "en"
NOT_TOLD = 10_000


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person asked for: of the worker and the way of working, aids, a language, and near which district."""

    preferences: frozenset[Preference] = frozenset()
    aids: frozenset[CommunicationAid] = frozenset()
    language: str = USUAL_LANGUAGE
    district: str = ""


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that takes the person. `at_work` is how many people it works with; `has_it` and `would_have_it` say
    that it was offered this already, or would have been but for an answer still missing.
    """

    service: DirectoryService
    room: Room = ROOM_NOT_KNOWN
    at_work: int = 0
    has_it: bool = False
    would_have_it: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with why it is not the one; no reason for the first."""

    candidate: Candidate
    reason: WhyNot | None


_Key = tuple[int, ...]
# What each place of the key says of whoever comes later because of it.
_BECAUSE: tuple[WhyNot, ...] = (
    WhyNot.ANOTHER_IS_NAMED_FIRST,
    WhyNot.FULL,
    WhyNot.ANOTHER_IS_BY_AND_FOR,
    WhyNot.ANOTHER_IS_NEARER_THE_WISH,
    WhyNot.ANOTHER_IS_NAMED_FIRST,
    WhyNot.ANOTHER_IS_NAMED_FIRST,
    WhyNot.ANOTHER_IS_SOONER,
    WhyNot.ANOTHER_IS_FREER,
    WhyNot.ANOTHER_IS_NAMED_FIRST,
)


def rank(candidates: Sequence[Candidate], wishes: Wishes) -> list[Ranked]:
    """The candidates (in the rule's order), best first, each with the first thing in which it comes after the best."""
    places = _places(candidates)
    community = one_community((one.service.by_and_for for one in candidates), wishes)
    by_cap = all(one.service.caseload_cap is not None for one in candidates)
    keyed = sorted(
        (
            (_key(one, wishes, place=places[one.service.id], community=community, by_cap=by_cap), at)
            for at, one in enumerate(candidates)
        ),
    )
    ranked: list[Ranked] = []
    for key, at in keyed:
        best = (*keyed[0][0], keyed[0][1])
        differs = next((no for no, (own, first) in enumerate(zip((*key, at), best, strict=True)) if own != first), None)
        ranked.append(Ranked(candidates[at], None if differs is None else _BECAUSE[differs]))
    return ranked


def _key(candidate: Candidate, wishes: Wishes, *, place: int, community: str, by_cap: bool) -> _Key:
    service, room = candidate.service, candidate.room
    stays = candidate.has_it or candidate.would_have_it
    return (
        not candidate.has_it,
        room.has_room is False and not stays,
        bool(community) and service.by_and_for != community,
        -wishes_met(service, wishes),
        place,
        not candidate.would_have_it,
        NOT_TOLD if room.weeks is None else room.weeks,
        load_of(service, candidate.at_work, by_cap=by_cap),
    )


def wishes_met(service: DirectoryService, wishes: Wishes) -> int:
    """How many of the person's wishes a service says that it can meet; one that says nothing of them meets none."""
    met = len((wishes.preferences - {Preference.BY_AND_FOR}) & set(service.offers))
    met += len(wishes.aids & set(service.aids))
    met += wishes.language != USUAL_LANGUAGE and wishes.language in service.works_in
    return met + (bool(wishes.district) and wishes.district in service.bases)


def one_community(communities: Iterable[str], wishes: Wishes) -> str:
    """The community whose own service comes first, of those that takers are of: none where there are several, for whose
    they are nobody has told.
    """
    if Preference.BY_AND_FOR not in wishes.preferences:
        return ""
    named = set(communities) - {""}
    return named.pop() if len(named) == 1 else ""


def load_of(service: DirectoryService, at_work: int, *, by_cap: bool) -> int:
    """How busy a service is: the people it works with, or their share of its cap in thousandths."""
    return share_of_cap(service, at_work) if by_cap else at_work


def _places(candidates: Sequence[Candidate]) -> Mapping[ServiceId, int]:
    """Each service's place in the rule's order; equals of one lot all have the place of the first of them."""
    first: dict[str, int] = {}
    places: dict[ServiceId, int] = {}
    for at, one in enumerate(candidates):
        lot = one.service.lot
        places[one.service.id] = first.setdefault(lot, at) if lot else at
    return places
