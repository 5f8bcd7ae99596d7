"""Where an error came from, in words that quote nobody: its class and the places it went through, never its message.

A message may hold what was sent; PostgreSQL's own even quotes whole rows. Not here: who catches an error.
"""

import traceback
from collections.abc import Iterator


def place_of(error: BaseException) -> str:
    """Class of an error and where it was raised: `ValueError at store.py:12`, in our own code where that is known."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "waymark" in frame.filename.rsplit("site-packages/", 1)[-1]] or frames
    where = f"{ours[-1].filename.rsplit('/', 1)[-1]}:{ours[-1].lineno}" if ours else "?"
    return f"{type(error).__name__} at {where}"


def way_of(error: BaseException) -> list[str]:
    """The whole way of an error, of what caused it and of a group's members: classes, files and lines, no messages."""
    return list(_way(error, set()))


def _way(error: BaseException, seen: set[int]) -> Iterator[str]:
    if id(error) in seen:
        return
    seen.add(id(error))
    for before in (error.__cause__, None if error.__suppress_context__ else error.__context__):
        if before is not None:
            yield from _way(before, seen)
    yield type(error).__qualname__
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from _way(member, seen)
