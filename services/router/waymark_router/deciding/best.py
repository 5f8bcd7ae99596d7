"""The best of very many services that take somebody, and the first thing in which each of the others comes after it.

What counts, and in which order, is that of `choice.rank` (ADR 0036), thing by thing over all at once, as bits; that
both say the same is tested. Not here: who takes the person (`providers/line_up.py`), what is recorded.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from waymark.ids import ServiceId
from waymark.words import Preference
from waymark_router.deciding.choice import USUAL_LANGUAGE, Wishes
from waymark_router.providers.line_up import LineUp
from waymark_router.providers.provider import WhyNot
from waymark_router.providers.rooms import Board


@dataclass(frozen=True, slots=True)
class Known:
    """What a choice knows beside the services: wishes, the one `community` asked for (or none), who would have it but
    for an answer still missing, and whether load is a share of a cap.
    """

    wishes: Wishes
    community: str = ""
    would_have_it: frozenset[ServiceId] = frozenset()
    by_cap: bool = False


Lost = list[tuple[WhyNot, int]]


def best_of(line_up: LineUp, takers: int, known: Known, board: Board, *, have_it: bool = False) -> tuple[int, Lost]:
    """The best of `takers` (bits, not nought) as one bit, and all others by the reason why they are not it.

    `board` says who of the line-up is full, waits how long and is how busy. Those who `have_it` were offered it
    already, all of them, and no longer need room.
    """
    choice = _Choosing(line_up, takers, known, board, room_counts=not have_it)
    left, lost = takers, Lost()
    for reason, best in choice.things():
        if not left & (left - 1):
            break
        kept = best(left) or left
        if kept != left:
            lost.append((reason, left & ~kept))
            left = kept
    return left, lost


class _Choosing:
    """Each thing that counts, as a function from those that are left to the best of them (none: all are equal)."""

    def __init__(self, line_up: LineUp, takers: int, known: Known, board: Board, *, room_counts: bool) -> None:
        self._line_up = line_up
        self._takers = takers
        self._known = known
        self._board = board
        self._room_counts = room_counts
        self._would = self._bits_of(known.would_have_it)

    def things(self) -> Iterable[tuple[WhyNot, Callable[[int], int]]]:
        """In the order in which they count, with the reason of whoever comes after because of one."""
        return (
            (WhyNot.FULL, self._with_room),
            (WhyNot.ANOTHER_IS_BY_AND_FOR, self._of_the_community),
            (WhyNot.ANOTHER_IS_NEARER_THE_WISH, self._nearest),
            (WhyNot.ANOTHER_IS_NAMED_FIRST, self._named_first),
            (WhyNot.ANOTHER_IS_NAMED_FIRST, self._asked_already),
            (WhyNot.ANOTHER_IS_SOONER, self._soonest),
            (WhyNot.ANOTHER_IS_FREER, self._freest),
            (WhyNot.ANOTHER_IS_NAMED_FIRST, _lowest),
        )

    def _bits_of(self, services: Iterable[ServiceId]) -> int:
        at_of, found = self._line_up.place_of, 0
        for one in services:
            if one in at_of:
                found |= 1 << at_of[one]
        return found

    def _with_room(self, left: int) -> int:
        """Without those known to be full; nobody is full of whom nothing was told."""
        return left & ~(self._board.full & ~self._would) if self._room_counts else left

    def _of_the_community(self, left: int) -> int:
        return left & self._line_up.communities.get(self._known.community, 0)

    def _nearest(self, left: int) -> int:
        """Those that meet the most wishes: level n of the counts is who meets at least n of those looked at so far."""
        wishes, line_up = self._known.wishes, self._line_up
        meeting = [line_up.offering.get(one, 0) for one in wishes.preferences if one is not Preference.BY_AND_FOR]
        meeting += [line_up.aiding.get(one, 0) for one in wishes.aids]
        if wishes.language != USUAL_LANGUAGE:
            meeting.append(line_up.working_in.get(wishes.language, 0))
        if wishes.district:
            meeting.append(line_up.based_in.get(wishes.district, 0))
        levels = [left]
        for meets in meeting:
            if meets & left:
                levels.append(0)
                for level in range(len(levels) - 1, 0, -1):
                    levels[level] |= levels[level - 1] & meets
        return next(bits for bits in reversed(levels) if bits)

    def _named_first(self, left: int) -> int:
        """The first in the row's order; equals of one lot have the place of the first of them that takes the person."""
        alone = left & ~self._line_up.in_lots
        best = first = alone & -alone
        for lot in self._line_up.lots.values() if left != alone else ():
            takers = self._takers & lot
            place = takers & -takers
            if left & lot and (not first or place < first):
                best, first = left & lot, place
        return best

    def _asked_already(self, left: int) -> int:
        return left & self._would

    def _soonest(self, left: int) -> int:
        return self._board.soonest(left)

    def _freest(self, left: int) -> int:
        return self._board.freest(left, by_cap=self._known.by_cap)


def _lowest(left: int) -> int:
    return left & -left
