"""What a template gets for a name or field that is not there: an error in ours, nothing in GOV.UK Frontend's parts.

Their macros take one mapping and ask it for many options that are rarely given; a key that a mapping lacks is nothing
to them. A name nobody gave, or a field that one of our values lacks, is a mistake of ours. Not here: templates.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import ChainableUndefined, StrictUndefined, Undefined
from jinja2.utils import missing as nothing

# Bare words of Nunjucks that the macros compare with; a call block that is not there; an `if` without `else`.
_WORDS = {"undefined", "null", "caller", None}


class missing(Undefined):  # noqa: N801 - called like a function, but Jinja wants a kind of Undefined
    """Made by Jinja for whatever is not there: chainable for an option of a mapping, an error for all else."""

    def __new__(cls, hint: str | None = None, obj: Any = nothing, name: str | None = None, *_: object) -> Any:  # noqa: ANN401
        """The kind that fits."""
        is_option = isinstance(obj, Mapping) or (obj is nothing and name in _WORDS) or isinstance(obj, Undefined)
        kind = ChainableUndefined if is_option else StrictUndefined
        return kind(hint, obj, name)
