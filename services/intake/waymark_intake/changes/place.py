"""How far a sender has read its changes: a position that no late commit can slip behind (design.md section 4). Pure.

Not here: reading them (queries.py).
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Self

from waymark.errors import Fault, Kind, Refused

_WRITTEN = re.compile(rb"(\d{1,9}):(\d{1,19}):(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class ChangePlace:
    """Epoch, transaction and sequence of the last change that was read."""

    epoch: int = 0
    tx: int = 0
    seq: int = 0

    def text(self) -> str:
        """As an address carries it: opaque."""
        return base64.urlsafe_b64encode(b"%d:%d:%d" % (self.epoch, self.tx, self.seq)).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Self:
        """A place as we gave it out, the beginning for an empty one; raises Refused INVALID for anything else."""
        if not text:
            return cls()
        try:
            raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, UnicodeEncodeError):
            raw = b""
        found = _WRITTEN.fullmatch(raw)
        if found is None:
            fault = Fault("/after", "not_a_cursor", "Send the `after` of the last answer, or leave it out.")
            raise Refused(Kind.INVALID, "This place among the changes is not one of ours", faults=(fault,))
        return cls(*(int(number) for number in found.groups()))
