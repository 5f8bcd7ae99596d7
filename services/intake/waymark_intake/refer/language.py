"""A language by its English name as its code (BCP 47). Not here: which languages a service speaks."""

from functools import cache

from babel import Locale

_SIGNED = {"british sign language": "bfi", "bsl": "bfi"}
_LONGEST_CODE = 3


@cache
def _by_name() -> dict[str, str]:
    names = Locale("en").languages
    plain = {str(name).casefold(): code for code, name in names.items() if len(code) <= _LONGEST_CODE}
    return {**plain, **_SIGNED, "farsi": "fa", "mandarin": "zh", "cantonese": "yue"}


def language_named(name: str) -> str | None:
    """The code of a language named in English, or given as such a code; None where nobody knows it."""
    wanted = name.strip().casefold()
    return _by_name().get(wanted) or (wanted if wanted in set(_by_name().values()) else None)
