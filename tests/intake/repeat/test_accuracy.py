"""How often the model is right on people who exist nowhere: the gates of the design (rules of ADR 0029)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tests.intake.repeat.hard_set import Found, HardSet, febrl, hard_set
from waymark_intake.repeat.decision import LIMITS, Model, Standing, Verdict, compare
from waymark_intake.repeat.plain import PlainPerson
from waymark_intake.repeat.trace import traces_of
from waymark_intake.repeat.weight import WEIGHTS

_DAY = date(2026, 11, 23)
_KEY = b"k" * 32
_BOTH = (Standing(), Standing())


class Index:
    """Stored people by their traces, as the database keeps them."""

    def __init__(self, stored: list[Found]) -> None:
        self._by_trace: dict[int, list[Found]] = defaultdict(list)
        self.model = Model(_DAY, WEIGHTS[-1], LIMITS[-1], len(stored))
        for one in stored:
            self.add(one)

    def add(self, one: Found) -> None:
        for trace in traces_of(one.person, _KEY):
            self._by_trace[trace].append(one)

    def candidates(self, person: PlainPerson) -> Iterator[Found]:
        most = self.model.limits.most_per_trace
        lists = [self._by_trace[trace] for trace in traces_of(person, _KEY) if trace in self._by_trace]
        yield from {id(one): one for found in lists if len(found) <= most for one in found}.values()


@dataclass
class Tally:
    linked_right: int = 0
    linked_wrong: int = 0
    reviewed_right: int = 0
    reviewed: int = 0


def _tally(index: Index, people: list[Found]) -> Tally:
    tally = Tally()
    for one in people:
        compared = [(compare(one.person, c.person, _BOTH, index.model), c) for c in index.candidates(one.person)]
        compared.sort(key=lambda pair: -pair[0].weight)
        linked = {c.who for verdict, c in compared if verdict.verdict is Verdict.LINK}
        shown = [c.who for verdict, c in compared if verdict.verdict is Verdict.REVIEW]
        shown = shown[: index.model.limits.most_candidates]
        tally.linked_right += one.who in linked
        tally.linked_wrong += bool(linked - {one.who})
        tally.reviewed_right += one.who not in linked and one.who in shown
        tally.reviewed += bool(shown)
    return tally


def _hard() -> HardSet:
    return hard_set(febrl("dataset4a"), febrl("dataset4b"), seed=4)


def test_of_750_siblings_twins_and_namesakes_at_most_one_is_linked_and_the_truth_is_found() -> None:
    hard = _hard()
    index = Index(hard.stored)
    again, strangers = _tally(index, hard.again), _tally(index, hard.strangers)
    assert len(hard.strangers) == 750
    assert len(hard.again) == 5000
    assert strangers.linked_wrong <= 1
    assert again.linked_wrong <= 1
    assert (again.linked_right + again.reviewed_right) / len(hard.again) >= 0.93
    assert again.linked_right / len(hard.again) >= 0.6


def test_febrl_4_is_found_without_its_number() -> None:
    stored, again = febrl("dataset4a"), febrl("dataset4b")
    tally = _tally(Index(stored), again)
    assert tally.linked_wrong == 0
    assert (tally.linked_right + tally.reviewed_right) / len(again) >= 0.99


def test_febrl_3_with_up_to_five_records_of_one_person_is_found() -> None:
    seen: set[int] = set()
    index, wrong, right, shown, repeats = Index([]), 0, 0, 0, 0
    records = febrl("dataset3")
    index.model = Model(_DAY, WEIGHTS[-1], LIMITS[-1], len(records))
    for one in records:
        tally = _tally(index, [one])
        repeats += one.who in seen
        right, wrong, shown = right + tally.linked_right, wrong + tally.linked_wrong, shown + tally.reviewed_right
        seen.add(one.who)
        index.add(one)
    assert wrong <= 1
    assert (right + shown) / repeats >= 0.97
