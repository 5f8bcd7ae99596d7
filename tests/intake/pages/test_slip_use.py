"""A code typed into the public form: used once, guesses counted, and nothing said of codes that were never there."""

from uuid import uuid4

import pytest

from tests.intake.conftest import Intake, OpenIntake
from tests.intake.pages.test_slips import handed_out
from waymark.words import OffenceClass
from waymark_intake.pages.slip_use import MISTYPED, NOT_GOOD, TOO_OFTEN, SlipUnusable, used_slip
from waymark_intake.slips.slip import Context

HERE = b"address"


async def use(intake: Intake, code: str, *, address: bytes = HERE) -> Context | None:
    return await used_slip(code, intake.context, submission=uuid4(), told=False, address=address)


async def refusal(intake: Intake, code: str, *, address: bytes = HERE) -> str:
    with pytest.raises(SlipUnusable) as unusable:
        await use(intake, code, address=address)
    return unusable.value.words


async def test_no_code_is_no_slip(intake: Intake) -> None:
    assert await use(intake, "  ") is None


async def test_a_code_is_used_once_and_then_answered_like_one_that_never_was(intake: Intake) -> None:
    code = await handed_out(intake, offence_class="fraud")
    assert await use(intake, code.lower()) == Context(OffenceClass.FRAUD, None)
    assert await refusal(intake, code) == NOT_GOOD
    assert await refusal(intake, "0000-0000-0000") == NOT_GOOD
    assert await refusal(intake, "0000-0000-0001") == MISTYPED


async def test_who_guesses_is_stopped_before_the_database_is_asked(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(slip_tries_one=2)
    code = await handed_out(intake)
    for _ in range(2):
        assert await refusal(intake, "0000-0000-0000") == NOT_GOOD
    assert await refusal(intake, code) == TOO_OFTEN
    assert await use(intake, code, address=b"another") == Context()
