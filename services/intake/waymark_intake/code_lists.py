"""What senders can look up to map their own codes: every coded list that records take. Not here: what a code brings."""

from collections.abc import Callable, Mapping
from functools import partial

from babel import Locale

from waymark.reference.districts import districts
from waymark.reference.lists import Coded, CodeList, code_lists
from waymark.reference.offences import offences

_LONGEST_LANGUAGE = 3
_SIGNED = {"bfi": "British Sign Language"}


def _of_list(name: CodeList) -> tuple[Coded, ...]:
    return code_lists()[name]


def _districts() -> tuple[Coded, ...]:
    """Districts of England and Wales; a former one names the code in force."""
    return tuple(
        Coded(one.code, one.name, () if one.is_current else (one.now,), valid_to=one.valid_to)
        for one in districts().values()
    )


def _offences() -> tuple[Coded, ...]:
    """Home Office codes with the class each is read as; a second class stands beside it."""
    return tuple(
        Coded(one.code, one.offence_class.value, (one.also.value,) if one.also else ()) for one in offences().values()
    )


def _languages() -> tuple[Coded, ...]:
    """Languages by BCP 47 code with their English names (CLDR, and the signed one that it has not)."""
    names = {code: str(name) for code, name in Locale("en").languages.items()} | _SIGNED
    return tuple(Coded(code, names[code]) for code in sorted(names) if len(code) <= _LONGEST_LANGUAGE)


LISTS: Mapping[str, Callable[[], tuple[Coded, ...]]] = {
    "district": _districts,
    "offence": _offences,
    "language": _languages,
    **{name.value: partial(_of_list, name) for name in CodeList},
}
