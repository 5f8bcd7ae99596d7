"""Codes of long public lists in plain words: languages by their English names, districts by their own.

Not here: the words of our own short lists (`fact_words.py`), which languages somebody may choose (the pages).
"""

from functools import cache

from babel import Locale

from waymark.reference.districts import districts

# Babel names no signed language; ISO 639-3 does.
_SIGNED = {"bfi": "British Sign Language"}


@cache
def _languages() -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale("en").languages.items()} | _SIGNED


def language_words(code: str) -> str:
    """A language (BCP 47) by its English name, of a variant its base: "Polish"; what nobody knows stays its code."""
    named = _languages()
    return named.get(code.replace("-", "_")) or named.get(code.partition("-")[0], code)


def district_words(code: str) -> str:
    """A local-authority area by its name; what nobody knows, also the beginning of a code, stays as it is."""
    known = districts().get(code)
    return known.name if known else code
