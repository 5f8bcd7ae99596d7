"""The code of a slip: twelve characters that are read, said and typed without mistakes (Crockford's base 32).

Eleven carry 55 random bits, the last is a check by which one wrong character or two swapped ones are seen. Not here:
where the bits come from, and which codes exist.
"""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 55
_RANDOM, _GROUP = 11, 4
_BASE = len(ALPHABET)
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212-]+")
_READ_AS = str.maketrans("OIL", "011")


def written_code(bits: int) -> str:
    """The code of that number below 2**BITS, in groups, as it is printed: `7K3M-9QXT-2VB8`."""
    digits = [ALPHABET[(bits >> (5 * place)) % _BASE] for place in range(_RANDOM)]
    code = "".join(digits)
    code += _check(code)
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(typed: str) -> str | None:
    """What was typed as the twelve characters, whatever groups, capitals and look-alikes; None where it is no code."""
    code = _BETWEEN.sub("", typed).upper().translate(_READ_AS)
    if len(code) != _RANDOM + 1 or not set(code) <= set(ALPHABET):
        return None
    return code if _check(code[:-1]) == code[-1] else None


def _check(code: str) -> str:
    """Luhn's sum over 32 digits, from the right, every other one doubled."""
    total = 0
    for place, character in enumerate(reversed(code)):
        digit = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += digit // _BASE + digit % _BASE
    return ALPHABET[-total % _BASE]
