"""Which referrals count as one person's, from links between two of them. Not here: whether two are linked."""

from collections.abc import Iterable, Sequence
from uuid import UUID


class Groups:
    """Referrals joined by links, however many links lie between two of them (union and find)."""

    def __init__(self, links: Iterable[tuple[UUID, UUID]] = ()) -> None:
        self._above: dict[UUID, UUID] = {}
        for one, other in links:
            self.join(one, other)

    def join(self, one: UUID, other: UUID) -> None:
        """The two are one person's."""
        self._above[self._head(one)] = self._head(other)

    def are_one(self, referral_ids: Sequence[UUID]) -> bool:
        """Whether all of them are one person's; one alone, or none, is."""
        return len({self._head(one) for one in referral_ids}) <= 1

    def _head(self, one: UUID) -> UUID:
        while (above := self._above.get(one, one)) != one:
            one = above
        return one
