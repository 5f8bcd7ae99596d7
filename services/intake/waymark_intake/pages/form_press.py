"""One press of a button of the public form as it came: the button, the fields, and whose address it counts for.

Not here: what it leads to (form_gate.py before a page of ours, form.py on one), how often one may press
(press_limit.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers

from waymark.ids import AgencyId
from waymark_intake.api.own import IntakeContext
from waymark_intake.pages.form_languages import NAMES, SPOKEN, is_reviewed
from waymark_intake.pages.form_state import FormState
from waymark_intake.press_limit import address_of
from waymark_intake.recognition.fingerprint import keyed_hash
from waymark_intake.self_referral.answers import Answers, read_step
from waymark_intake.self_referral.step import Step

PATH = "/intake/form"
PRESS = "waymark.form.press"
"""Where a press is in the scope of its request."""
SELF = AgencyId("self")
"""Who sends what comes by the public form."""
_LANGUAGE = "language:"
# More than the form has, with every box ticked; what is more is no press of it.
_MOST_FIELDS = 150
_KIND = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, repr=False)
class Press:
    """A button, what was typed beside it, and a keyed hash of the address it came from. It prints nothing."""

    go: str
    fields: Mapping[str, Sequence[str]]
    address: bytes

    def one(self, name: str) -> str:
        """The first of what was typed into a field; "" where nothing was."""
        return next(iter(self.fields.get(name, ())), "")


@dataclass(frozen=True, slots=True, repr=False)
class OnAPage:
    """A press on a page of ours, with the state that the page carried; `too_often` where that is more than is allowed.

    It prints nothing.
    """

    press: Press
    state: FormState
    too_often: bool


def press_in(scope: Mapping[str, Any], body: bytes, context: IntakeContext) -> Press:
    """What was pressed, by a request and its body; without fields where the body is none of our form's."""
    headers = Headers(raw=scope["headers"])
    fields = _fields(body) if headers.get("content-type", "").startswith(_KIND) else {}
    go = next(iter(fields.get("go", ())), "") or "next"
    peer = scope["client"][0] if scope.get("client") else ""
    address = address_of(peer, headers.get("x-forwarded-for", ""), proxies=context.settings.form_proxies)
    return Press(go, fields, keyed_hash(context.own.hash_key, "form_address", SELF, address.encode()))


def language_of(go: str) -> str:
    """The language a button asks for; "" where it asks for none of ours."""
    wanted = go.removeprefix(_LANGUAGE) if go.startswith(_LANGUAGE) else ""
    return wanted if wanted in NAMES else ""


def is_published(language: str, context: IntakeContext) -> bool:
    """Whether the whole form is shown in that language."""
    return context.settings.form_languages_unreviewed or is_reviewed(language)


def with_interpreter(answers: Answers, language: str) -> Answers:
    """The answers of who is called by somebody with an interpreter of that language."""
    return answers.model_copy(update={"only_call": True, "speaks": language, "interpreter": "spoken"})


def areas_of(context: IntakeContext) -> tuple[str, ...]:
    """The districts the form offers, by code."""
    return tuple(context.settings.form_districts.split(","))


def begins_anew(context: IntakeContext) -> str:
    """The header Refresh of a page of the form: when its state opens no more, the screen shows the first page again.

    A browser does so without scripts; where a script fetched the page, it does (form.js).
    """
    return f"{context.settings.form_minutes * 60}; url={PATH}"


def answers_with(state: FormState, fields: Mapping[str, Sequence[str]], context: IntakeContext) -> Answers:
    """The answers so far with those typed on the page that was pressed."""
    read = read_step(state.step, fields, state.answers, areas=areas_of(context), languages=SPOKEN)
    if state.step is Step.CALL and not is_published(state.language, context):
        return with_interpreter(read, state.language)
    return read


def _fields(body: bytes) -> Mapping[str, Sequence[str]]:
    try:
        pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
