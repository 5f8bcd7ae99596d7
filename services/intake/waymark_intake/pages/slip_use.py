"""A slip's code as the public form sends it: read, looked up by its keyed hash, used once, guesses counted.

Not here: handing slips out (slips.py).
"""

from datetime import datetime
from uuid import UUID

from waymark.db import SYSTEM
from waymark_intake.api.own import IntakeContext
from waymark_intake.recognition.fingerprint import keyed_hash
from waymark_intake.self_referral.marked import marked
from waymark_intake.slips import actions
from waymark_intake.slips.code import read_code
from waymark_intake.slips.slip import Context

_NOBODYS = ""


class SlipUnusable(Exception):  # noqa: N818 - reads as what it is
    """No slip can be used by what was typed; `words` say what to do, and never whether such a code was ever there."""

    def __init__(self, words: str) -> None:
        super().__init__("slip unusable")
        self.words = words


MISTYPED = marked("Look at the code again: at least one character is not right. You can also leave it empty")
NOT_GOOD = marked("This code cannot be used: it was used before, or its time is over. Leave it empty")
TOO_OFTEN = marked("Too many codes were tried. Leave the code empty and send without it, or try again in ten minutes")


def hash_of(code: str, key: bytes) -> bytes:
    """What stands for a code where slips are kept."""
    return keyed_hash(key, "slip", _NOBODYS, code.encode())


async def used_slip(
    typed: str, context: IntakeContext, *, submission: UUID, told: bool, address: bytes
) -> Context | None:
    """What the slip says, once it is used for this submission; None where no code was typed. Raises SlipUnusable.

    The same submission may use it again. `told`: the agency that handed it out may know. `address` stands for who
    asks, so that guesses are counted.
    """
    if not typed.strip():
        return None
    code, now = read_code(typed), context.clock.now()
    if code is None:
        raise SlipUnusable(MISTYPED)
    if not _may_guess(context, address, now):
        raise SlipUnusable(TOO_OFTEN)
    async with context.database.transaction(SYSTEM) as tx:
        found = await actions.use_slip(tx, hash_of(code, context.own.hash_key), submission=submission, told=told)
    if found is None:
        raise SlipUnusable(NOT_GOOD)
    return found


def _may_guess(context: IntakeContext, address: bytes, now: datetime) -> bool:
    return context.own.guesses.allows(address, now)
