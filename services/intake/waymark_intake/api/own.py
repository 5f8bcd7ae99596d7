"""What every REST door of intake stands on: what the service opened for itself, who may send, the answer to a record.

Not here: any one format of record.
"""

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Response

from waymark.auth import Actor
from waymark.coalescer import Coalescer
from waymark.errors import Fault, Refused
from waymark.guard import Allows
from waymark.http import here
from waymark.permission import Permission
from waymark.service import Context
from waymark_intake.actions import Accepted
from waymark_intake.api.turns import Turns
from waymark_intake.following.receipt import address_of
from waymark_intake.press_limit import PressLimit
from waymark_intake.recognition.in_flight import InFlight
from waymark_intake.referral import Submission
from waymark_intake.repeat.record import MatchKeys
from waymark_intake.settings import IntakeSettings
from waymark_intake.sheet.mapping import SheetMapping


@dataclass(frozen=True)
class IntakeOwn:
    """What intake opens for itself: the key of its keyed hashes, the writer of referrals, the bank holidays.

    `mappings` say what the columns of senders' files mean, by name. The first of `form_keys` seals what the forms
    carry from page to page, each opens it; `presses` counts how often it is sent, `guesses` how often a slip's code is
    tried. Presses of buttons are counted by address, without a page of ours (`posts`) and on one (`posts_on_pages`),
    and by form (`posts_of_forms`); `turns` says who goes first. `in_flight` knows the idempotency keys of requests that
    are being worked on. `match_keys` are those of comparing people.
    """

    hash_key: bytes = field(repr=False)
    writer: Coalescer[Submission, Accepted]
    days_off: Container[date]
    form_keys: tuple[bytes, ...] = field(repr=False)
    presses: PressLimit
    posts: PressLimit
    posts_on_pages: PressLimit
    posts_of_forms: PressLimit
    guesses: PressLimit
    turns: Turns
    mappings: Mapping[str, SheetMapping]
    match_keys: MatchKeys = field(repr=False)
    in_flight: InFlight = field(default_factory=InFlight)

    @property
    def form_key(self) -> bytes:
        """The key that seals what a form carries."""
        return self.form_keys[0]


IntakeContext = Context[IntakeSettings, IntakeOwn]
Here = Annotated[IntakeContext, Depends(here)]
Sender = Annotated[Actor, Depends(Allows(Permission.REFERRAL_SUBMIT))]


def reply_to(accepted: Accepted) -> Response:
    """202 with the receipt as it is kept; a replay is marked `Idempotent-Replay: true`.

    `Waymark-Recognised` says as what a record under a new key was recognised: `repeat` or `correction`.
    """
    headers = {"location": address_of(accepted.referral_id)}
    if accepted.is_replay:
        headers["idempotent-replay"] = "true"
    if accepted.recognised is not None:
        headers["waymark-recognised"] = accepted.recognised
    return Response(accepted.reply, status_code=202, headers=headers, media_type="application/json")


_TEXT = {"schema": {"type": "string"}}
TAKEN: dict[int | str, dict[str, Any]] = {
    202: {
        "headers": {
            "Location": {"description": "where to follow the referral", "required": True, **_TEXT},
            "Idempotent-Replay": {"description": "true where the same was answered before", **_TEXT},
            "Waymark-Recognised": {"description": "repeat or correction, for a record under a new key", **_TEXT},
        }
    }
}
"""What `reply_to` answers, for the OpenAPI document."""


@contextmanager
def faults_below(pointer: str) -> Iterator[None]:
    """Faults of a record that is itself part of what was sent are named from the whole."""
    try:
        yield
    except Refused as error:
        raise below(pointer, error) from None


def below(pointer: str, error: Refused) -> Refused:
    """The same refusal with its faults named from the whole, in which the record is at `pointer`."""
    faults = tuple(Fault(f"{pointer}{fault.pointer}", fault.code, fault.fix) for fault in error.faults)
    return Refused(error.kind, error.title, code=error.code, faults=faults)
