"""Checks are made beside the loop, one at a time, and once for the same rules."""

import asyncio
import threading
from dataclasses import replace

import pytest

from tests.router.checking.test_unchecked import an_unchecked
from waymark.errors import Kind, Refused
from waymark_router.checking.actions import Checks
from waymark_router.rules.rulebook import Rulebook


class Reads:
    """Reads rules, and remembers in which thread and how many read at once."""

    def __init__(self) -> None:
        self.threads: list[int] = []
        self.at_once = self.most = 0

    def read(self) -> Rulebook:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.threads.append(threading.get_ident())
        found = an_unchecked().read()
        self.at_once -= 1
        return found


async def test_the_same_rules_are_checked_once_and_never_in_the_loops_own_thread() -> None:
    checks, reads = Checks(), Reads()
    one = replace(an_unchecked(), read=reads.read)
    found = await asyncio.gather(*(checks.of(one) for _ in range(5)))
    assert len(reads.threads) == 1
    assert threading.get_ident() not in reads.threads
    assert all(each is found[0] for each in found)


async def test_other_rules_are_checked_in_turn_and_old_reports_make_room() -> None:
    checks, reads = Checks(), Reads()
    several = [replace(an_unchecked(), content=f"draft {n}", read=reads.read) for n in range(10)]
    await asyncio.gather(*(checks.of(one) for one in several))
    assert (len(reads.threads), reads.most) == (10, 1)
    await checks.of(several[-1])
    assert len(reads.threads) == 10
    await checks.of(several[0])
    assert len(reads.threads) == 11


async def test_rules_that_cannot_be_read_are_refused_each_time() -> None:
    checks = Checks()

    def refuse() -> Rulebook:
        raise Refused(Kind.INVALID, "row x: no", code="broken")

    for _ in range(2):
        with pytest.raises(Refused, match="broken"):
            await checks.of(replace(an_unchecked(), read=refuse))
