"""Whole numbers as sets of places: bit i says that the i-th of a list is meant.

Not here: what is listed (rows in `rules/evaluator.py`, services in `providers/line_up.py`).
"""

_FEW = 200


def positions(bits: int) -> list[int]:
    """The places that are meant, lowest first: the highest makes the number shorter each time, many stand in digits."""
    found: list[int] = []
    if bits.bit_count() > _FEW:
        digits = bin(bits)[:1:-1]
        at = digits.find("1")
        while at >= 0:
            found.append(at)
            at = digits.find("1", at + 1)
        return found
    while bits:
        at = bits.bit_length() - 1
        found.append(at)
        bits ^= 1 << at
    found.reverse()
    return found
