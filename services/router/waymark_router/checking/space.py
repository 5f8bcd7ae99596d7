"""The facts of one table as a space of samples side by side, and regions of it: exact, and fast enough for big tables.

A region is a product of allowed samples per column; of tags it says which are not there and of which at least one is.
Taking a row away from it leaves at most one region for each of the row's cells. Not here: what is looked for in it
(`reach.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from waymark_router.checking.samples import Sample, lets_in, ordinary_number, samples_of
from waymark_router.facts.fact import CATALOGUE, Fact, FactType, Value
from waymark_router.rules.cell import Cell, Condition

# Allowed samples as bits, tags that are not there, and lots of tags of which one is there: (column's known bit, tags).
# What is said of tags holds where the column is known.
Lot: TypeAlias = tuple[int, int]
Region: TypeAlias = tuple[int, int, tuple[Lot, ...]]


@dataclass(frozen=True, slots=True)
class Literal:
    """One cell as a region of the whole space, and its opposite; `column` is a bit of its own for its column.

    A plain one is told by bits alone: `yes` are those of its column that it lets in, `no` the others.
    """

    column: int
    inside: Region
    outside: Region
    is_plain: bool = False
    yes: int = 0
    no: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A value for every column (None means missing), and the columns where not just any value would do."""

    values: Mapping[str, Value]
    matter: frozenset[str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A cell of a column, or its opposite: several together make what no fact can be."""

    column: str
    cell: Cell
    holds: bool = True


@dataclass(frozen=True, slots=True)
class _Field:
    """Where a column stands among the bits; `missing` is its bit for a missing fact (0 where it never is)."""

    fact: Fact
    samples: Sequence[Sample]
    at: int
    missing: int
    tags_at: int

    @property
    def known(self) -> int:
        """The bits of all samples."""
        return ((1 << len(self.samples)) - 1) << self.at

    @property
    def whole(self) -> int:
        """The bits of all samples and of a missing fact."""
        return self.known | self.missing

    @property
    def width(self) -> int:
        return len(self.samples) + bool(self.missing)

    def tags(self, words: Iterable[str]) -> int:
        """Tags as bits of their own; none for a fact that has no tags."""
        if self.fact.type is not FactType.TAGS:
            return 0
        return sum(1 << (self.tags_at + self.fact.domain.index(word)) for word in words)


class Space:
    """The columns of one table, cut by the cells that are used in it and by `claims` about them."""

    def __init__(self, columns: Sequence[str], cells: Mapping[str, Iterable[Cell]]) -> None:
        """`cells` are all that will be asked for, by column."""
        self._fields: dict[str, _Field] = {}
        at, tags_at, guards, most = 0, 0, 0, 0
        for name in columns:
            fact = CATALOGUE[name]
            samples = samples_of(fact, list(dict.fromkeys(cells.get(name, ()))))
            missing = 1 << (at + len(samples)) if fact.may_be_missing else 0
            field = self._fields[name] = _Field(fact, samples, at, missing, tags_at)
            most |= field.whole
            guards |= 1 << (at + field.width)
            at += field.width + 1
            tags_at += len(fact.domain) if fact.type is FactType.TAGS else 0
        self._most, self._guards = most, guards
        self._literals: dict[tuple[str, Cell], Literal] = {}
        # A fact of tags that may be missing is missing where there is none of them (`fact.derive`).
        some = tuple(
            (field.known, field.tags(field.fact.domain))
            for field in self._fields.values()
            if field.fact.type is FactType.TAGS and field.missing
        )
        self.whole: Region = (most, 0, some)
        self.columns = tuple(columns)

    def literal(self, column: str, cell: Cell) -> Literal:
        """A cell of a column and its opposite, as regions."""
        key = (column, cell)
        if key not in self._literals:
            self._literals[key] = self._read(self._fields[column], cell)
        return self._literals[key]

    def claimed(self, claim: Claim) -> Literal:
        """A claim as a literal: the cell, or its opposite."""
        literal = self.literal(claim.column, claim.cell)
        if claim.holds:
            return literal
        column, plain = literal.column, literal.is_plain
        return Literal(column, literal.outside, literal.inside, is_plain=plain, yes=literal.no, no=literal.yes)

    def _read(self, field: _Field, cell: Cell) -> Literal:
        rest = self._most & ~field.whole
        column = 1 << self.columns.index(field.fact.name)
        missing = field.missing if cell.or_missing else 0
        if field.fact.type is not FactType.TAGS or cell.condition is Condition.MISSING:
            inside = missing
            if cell.condition is not Condition.MISSING:
                inside |= sum(1 << (field.at + n) for n, one in enumerate(field.samples) if lets_in(cell, one))
            other = field.whole & ~inside
            return Literal(column, (rest | inside, 0, ()), (rest | other, 0, ()), is_plain=True, yes=inside, no=other)
        tags = field.tags(cell.words)
        with_one: Region = (rest | field.known | missing, 0, ((field.known, tags),))
        without: Region = (rest | field.known | missing, tags, ())
        opposite = field.known | (0 if missing else field.missing)
        if cell.condition is Condition.ANY_OF:
            return Literal(column, with_one, (rest | opposite, tags, ()))
        return Literal(column, without, (rest | opposite, 0, ((field.known, tags),)))

    def meet(self, one: Region, other: Region) -> Region | None:
        """What is in both; None where nothing is."""
        bits, without, some = one[0] & other[0], one[1] | other[1], one[2]
        if other[2]:
            for lot in other[2]:
                if lot not in some:
                    some = (*some, lot)
        for known, tags in some:
            if not tags & ~without:
                bits &= ~known
        # Each column's bits and all its ones together reach its guard exactly where some bit is set.
        return (bits, without, some) if (bits + self._most) & self._guards == self._guards else None

    def meets(self, one: Region, other: Region) -> bool:
        """Whether anything is in both."""
        bits, most, guards = one[0] & other[0], self._most, self._guards
        if (bits + most) & guards != guards:
            return False
        without = one[1] | other[1]
        if not without:
            return True
        there = ~without
        lots = [known for known, tags in one[2] + other[2] if not tags & there]
        if not lots:
            return True
        for known in lots:
            bits &= ~known
        return (bits + most) & guards == guards

    def both(self, literals: Iterable[Literal], start: Region | None = None) -> Region | None:
        """Where all of them hold."""
        found: Region | None = self.whole if start is None else start
        for literal in literals:
            found = self.meet(found, literal.inside) if found is not None else None
        return found

    def take_away(self, region: Region, literals: Iterable[Literal]) -> list[Region]:
        """What of the region is left without where all literals hold: regions that do not overlap."""
        left: list[Region] = []
        inside: Region | None = region
        for literal in literals:
            if inside is None:
                break
            outside = self.meet(inside, literal.outside)
            if outside is not None:
                left.append(outside)
            inside = self.meet(inside, literal.inside)
        return left

    def example(self, region: Region) -> Example:
        """One point of the region, as ordinary a person as it has."""
        values = {name: self._value(field, region) for name, field in self._fields.items()}
        return Example(values, frozenset(name for name, field in self._fields.items() if self._asks(field, region)))

    @staticmethod
    def _asks(field: _Field, region: Region) -> bool:
        """Whether the region does not let in whatever this column may be."""
        bits, without, some = region
        narrowed = bits & field.whole != field.whole or bool(without & field.tags(field.fact.domain))
        return narrowed or any(known == field.known and tags != field.tags(field.fact.domain) for known, tags in some)

    def _value(self, field: _Field, region: Region) -> Value:
        bits, without, some = region
        samples = [one for n, one in enumerate(field.samples) if bits >> (field.at + n) & 1]
        if not samples:
            return None
        if field.fact.type is FactType.TAGS:
            return self._tags(field, without, [tags for known, tags in some if known == field.known])
        usual = ordinary_number(field.fact)
        return min(samples, key=lambda one: abs(one - usual) if isinstance(one, int) else 0)

    @staticmethod
    def _tags(field: _Field, without: int, some: Iterable[int]) -> frozenset[str]:
        """The first word of each lot that is not there yet."""
        chosen = 0
        for tags in sorted(some, key=int.bit_count):
            if not tags & chosen:
                allowed = tags & ~without
                chosen |= allowed & -allowed
        return frozenset(word for n, word in enumerate(field.fact.domain) if chosen >> (field.tags_at + n) & 1)
