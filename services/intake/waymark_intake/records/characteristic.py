"""Protected characteristics as records code them, put into the words of the official lists. Pure.

A text that is on no list stays as it was sent: nobody's own word for themselves is changed. What an officer saw is
never taken for what the person said. Not here: the lists (waymark.reference.lists), and any use for routing: none.
"""

import re

from waymark.reference.lists import CodeList, words_of
from waymark_intake.records.record import Equality

_L = CodeList
_LEADING_CODE = re.compile(r"(?P<code>IC[0-9]|[WMABO][0-9]|NS)(?:[\s:.,-]+.*)?", re.DOTALL)
_SEEN = re.compile(r"\s*IC[0-9]\b")  # whatever the digit, such a code is an officer's
_ONE_LIST = {
    "nationality": _L.NATIONALITY,
    "second_nationality": _L.NATIONALITY,
    "religion": _L.RELIGION,
    "sexual_orientation": _L.SEXUAL_ORIENTATION,
    "gender_identity": _L.GENDER_IDENTITY,
}


def in_words(told: Equality) -> Equality:
    """The same answers, each in the words of its list where it is on one."""
    said, seen = told.ethnicity or "", told.ethnicity_seen or ""
    if _SEEN.match(said):
        said, seen = "", seen or said
    plain = {name: _worded(getattr(told, name) or "", listed) or None for name, listed in _ONE_LIST.items()}
    return told.model_copy(
        update={
            **plain,
            "ethnicity": _worded(said, _L.ETHNICITY, _L.ETHNICITY_CENSUS) or None,
            "ethnicity_seen": _worded(seen, _L.ETHNICITY_SEEN, _L.ETHNICITY) or None,
            "impairments": tuple(_worded(one, _L.IMPAIRMENT) for one in told.impairments if one),
        }
    )


def _worded(text: str, *lists: CodeList) -> str:
    found = (words_of(one, form) for one in lists for form in (text, _code_of(text)))
    return next((words for words in found if words), text)


def _code_of(text: str) -> str:
    """The code a text begins with ("W1 - White British"), or the text."""
    found = _LEADING_CODE.fullmatch(text.strip())
    return found["code"] if found else text
