"""How a wrong place in a county file or rulebook is refused: one line that names it; which places is not said here."""

from waymark.errors import Fault, Kind, Refused


def wrong(place: str, code: str, fix: str) -> Refused:
    """A refusal (INVALID) of `place` ("row vr-3, column age_years") with what to do; the caller raises it."""
    pointer = "/" + place.replace(", ", "/").replace(" ", "_")
    return Refused(Kind.INVALID, f"{place}: {fix}", code=code, faults=(Fault(pointer, code, fix),))
