"""Lines come out the same however the bytes were cut, and an endless line costs no memory."""

from hypothesis import given
from hypothesis import strategies as some

from waymark_intake.ndjson import Line, Lines


def _read(chunks: list[bytes], most_bytes: int = 20) -> list[Line]:
    lines = Lines(most_bytes)
    found = [line for chunk in chunks for line in lines.feed(chunk)]
    return [*found, *lines.end()]


def test_blank_lines_count_but_are_no_lines() -> None:
    assert _read([b"a\n\n \r\nb\r\n"]) == [Line(1, b"a"), Line(4, b"b")]


def test_the_last_line_needs_no_newline() -> None:
    assert _read([b"a\nhalf"]) == [Line(1, b"a"), Line(2, b"half")]


def test_a_line_over_the_limit_is_named_and_the_next_one_read() -> None:
    assert _read([b"x" * 15, b"x" * 15, b"\nok\n"]) == [Line(1, None), Line(2, b"ok")]


def test_an_endless_line_is_not_kept() -> None:
    lines = Lines(100)
    for _ in range(1000):
        assert not list(lines.feed(b"x" * 1000))
    assert len(lines._kept) == 0
    assert list(lines.end()) == [Line(1, None)]


@given(some.binary(max_size=200), some.lists(some.integers(1, 40), max_size=20))
def test_where_the_bytes_were_cut_makes_no_difference(body: bytes, cuts: list[int]) -> None:
    chunks, rest = [], body
    for cut in cuts:
        chunks.append(rest[:cut])
        rest = rest[cut:]
    assert _read([*chunks, rest]) == _read([body])
