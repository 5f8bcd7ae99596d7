"""Results come in order, whatever takes how long; a piece that fails ends the answer and leaves no task behind."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark_intake.api.streamed import StreamedReply, shares
from waymark_intake.ndjson import Line, Lines
from waymark_intake.settings import IntakeSettings


@given(some.integers(0, 300), some.integers(1, 64))
def test_shares_are_few_and_about_equally_long(number: int, most: int) -> None:
    lines = [Line(one, b"") for one in range(number)]
    cut = list(shares(lines, most))
    assert [line for share in cut for line in share] == lines
    assert len(cut) == -(-number // most)
    assert all(0 < len(share) <= most for share in cut)


class Echo(StreamedReply[Line]):
    """Answers each line with itself, the first ones latest."""

    async def begin(self) -> bytes:
        return b"<"

    async def close(self) -> bytes:
        return b">"

    async def answer(self, pieces: Sequence[Line]) -> bytes:
        await asyncio.sleep(0.02 / pieces[0].number)
        if any(piece.raw == b"bad" for piece in pieces):
            raise ZeroDivisionError
        return b",".join(piece.raw or b"" for piece in pieces) + b";"


async def _echoed(*chunks: bytes) -> bytes:
    async def come() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    reply = Echo(come(), Lines(100), IntakeSettings(lines_at_once=4))
    return b"".join([body async for body in reply.results()])


async def test_results_keep_the_order_of_what_came() -> None:
    assert await _echoed(b"a\nb\nc\nd\ne\n", b"f", b"g\nh") == b"<a,b;c,d;e;fg;h;>"
    assert await _echoed() == b"<>"


async def test_a_mistake_of_ours_ends_the_answer() -> None:
    with pytest.raises(ExceptionGroup):
        await _echoed(b"a\n", b"bad\n")
    assert len(asyncio.all_tasks()) == 1
