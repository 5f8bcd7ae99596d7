"""What was told of services' rooms, and as bits who of a line-up is full, waits how long and is how busy.

The bits are worked out once and kept until something is told anew; then only whoever it was told of is looked at again.
Pure. Not here: what makes a room (`availability.py`), which service is the best (`deciding/best.py`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from waymark.contracts.routing import RoutedAllocation
from waymark.ids import ServiceId
from waymark.words import Need
from waymark_router.bits import positions
from waymark_router.facts.fact import Values
from waymark_router.providers.availability import (
    NOTHING_TOLD,
    Availability,
    Population,
    Room,
    changed_by,
    population_of,
    room_for,
)
from waymark_router.providers.line_up import LineUp
from waymark_router.providers.provider import DirectoryService

_MOST_BOARDS = 256
_MANY_CHANGES = 64
RoomOf = Callable[[DirectoryService], Room]


@dataclass(slots=True)
class Board:
    """Bits of a line-up: of whom something was told, who is full, and who has a wait (weeks), a caseload, a share of
    its cap (thousandths), by that number.
    """

    told: int = 0
    full: int = 0
    by_weeks: dict[int, int] = field(default_factory=dict)
    by_load: dict[int, int] = field(default_factory=dict)
    by_share: dict[int, int] = field(default_factory=dict)

    def put(self, at: int, service: DirectoryService, told: Availability | None, room: Room) -> None:
        """Write what is known of the service at that place, which nothing is written of yet."""
        bit = 1 << at
        if room.has_room is False:
            self.full |= bit
        if room.weeks is not None:
            self.by_weeks[room.weeks] = self.by_weeks.get(room.weeks, 0) | bit
        if told is not None:
            self.told |= bit
            self.by_load[told.at_work] = self.by_load.get(told.at_work, 0) | bit
            share = share_of_cap(service, told.at_work)
            self.by_share[share] = self.by_share.get(share, 0) | bit

    def without(self, bits: int) -> "Board":
        """The same with nothing written of these."""
        left = ~bits
        return Board(
            self.told & left,
            self.full & left,
            *(
                {number: kept for number, those in by_number.items() if (kept := those & left)}
                for by_number in (self.by_weeks, self.by_load, self.by_share)
            ),
        )

    def soonest(self, those: int) -> int:
        """Those of the shortest wait; whose wait is not known comes last."""
        return _least(self.by_weeks, those) or those

    def freest(self, those: int, *, by_cap: bool) -> int:
        """Those who work with the fewest people, or the smallest share of their cap; of whom nothing was told, none."""
        by_number = self.by_share if by_cap else self.by_load
        return those & (by_number.get(0, 0) | ~self.told) or _least(by_number, those)


def share_of_cap(service: DirectoryService, at_work: int) -> int:
    """The people a service works with as a share of its cap in thousandths; of one person where it has none."""
    return at_work * 1000 // (service.caseload_cap or 1)


def _least(by_number: Mapping[int, int], those: int) -> int:
    return next((found for number in sorted(by_number) if (found := by_number[number] & those)), 0)


def board_of(line_up: LineUp, told: Mapping[ServiceId, Availability], room: RoomOf) -> Board:
    """The board of a line-up, each service looked at of which anything is known."""
    board = Board()
    known = line_up.with_waits
    for service in told:
        if service in line_up.place_of:
            known |= 1 << line_up.place_of[service]
    for at in positions(known):
        one = line_up.services[at]
        board.put(at, one, told.get(one.id), room(one))
    return board


_For = tuple[LineUp, Population, tuple[Need, ...], date]


class Rooms(dict[ServiceId, Availability]):
    """What was told, by service, with the boards worked out of it; it never changes."""

    def __init__(self, told: Mapping[ServiceId, Availability], boards: Mapping[_For, Board] | None = None) -> None:
        super().__init__(told)
        self._boards = dict(boards or {})

    def board(self, line_up: LineUp, values: Values, needs: tuple[Need, ...], on: date) -> Board:
        """Who of a line-up has room for somebody with these facts and needs on a day."""
        wanted = (line_up, population_of(values), needs, on)
        found = self._boards.get(wanted)
        if found is None:
            if len(self._boards) >= _MOST_BOARDS:
                self._boards.clear()
            found = self._boards[wanted] = board_of(line_up, self, self._room_of(values, needs, on))
        return found

    def _room_of(self, values: Values, needs: tuple[Need, ...], on: date) -> RoomOf:
        return lambda one: room_for(one, needs, values, self.get(one.id, NOTHING_TOLD), on=on)

    def with_offers(self, offers: Iterable[RoutedAllocation], values: Values) -> "Rooms":
        """What is known once these new offers about one person stand too; of services that nobody counts, nothing."""
        return self._changed(changed_by(self, offers, values))

    def renewed(self, fresh: Mapping[ServiceId, Availability]) -> "Rooms":
        """What was read anew, with the boards of before as far as little else is told now."""
        changed = {service: told for service, told in fresh.items() if self.get(service) != told}
        if len(changed) > _MANY_CHANGES or self.keys() - fresh.keys():
            return Rooms(fresh)
        return self._changed(changed)

    def _changed(self, changed: Mapping[ServiceId, Availability]) -> "Rooms":
        after = Rooms(self, self._boards)
        after.update(changed)
        for wanted, board in self._boards.items():
            line_up, population, needs, on = wanted
            places = [line_up.place_of[service] for service in changed if service in line_up.place_of]
            if places:
                room = after._room_of(_SOMEBODY[population], needs, on)
                again = board.without(sum(1 << at for at in places))
                for at in places:
                    one = line_up.services[at]
                    again.put(at, one, after[one.id], room(one))
                after._boards[wanted] = again
        return after


# A room depends on who the person is by their population alone.
_SOMEBODY: Mapping[Population, Values] = {
    Population.ADULTS: {"child": "no"},
    Population.CHILDREN: {"child": "yes"},
}


def rooms_of(told: Mapping[ServiceId, Availability]) -> Rooms:
    """What was told, with boards: itself where it has some."""
    return told if isinstance(told, Rooms) else Rooms(told)
