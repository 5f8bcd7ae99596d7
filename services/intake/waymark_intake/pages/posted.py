"""The fields of a form as a browser posts them: text only, each with all its values. Not here: what they mean."""

from collections.abc import Mapping, Sequence

from fastapi import Request

_MOST_FIELDS = 300

Fields = Mapping[str, Sequence[str]]


async def posted(request: Request) -> Fields:
    """Every field with its values in order; no file is taken."""
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    return {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}


def first(fields: Fields, name: str) -> str:
    """The first value of a field; "" where there is none."""
    return next(iter(fields.get(name, ())), "")
