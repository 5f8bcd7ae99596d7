"""Records of one sender taken together: each has its own outcome, in order, whatever its neighbours come to."""

from tests.builders.partner_post import a_council_referral
from tests.builders.partner_record import NOW, a_read
from tests.builders.police_record import a_police_record
from tests.intake.conftest import Force, Intake, OpenIntake
from waymark.auth.token import ACCESS
from waymark.db import SYSTEM
from waymark.errors import Refused, Unavailable
from waymark.words import AgencyRole
from waymark_intake.actions import Accepted
from waymark_intake.api.taking import Taker


async def _taker(intake: Intake, force: Force) -> Taker:
    return Taker(await intake.context.known.actor(force.token, use=ACCESS), intake.context)


async def test_each_record_has_its_own_outcome_in_order(intake: Intake) -> None:
    taker = await _taker(intake, intake.police)
    first = taker.read(a_police_record(), "key-1")
    reused = taker.read(a_police_record(force_reference="23/2"), "key-1")
    changed = taker.read(a_police_record(account="More."), "key-2")
    other = taker.read(a_police_record(force_reference="23/3"), "key-3")
    outcomes = await taker.take([first, reused, changed, other])
    assert [type(one) is Accepted for one in outcomes] == [True, False, True, True]
    assert isinstance(outcomes[1], Refused)
    assert isinstance(outcomes[2], Accepted)
    assert outcomes[2].recognised == "correction"
    assert await taker.take([]) == []


async def test_a_partners_record_keeps_its_kind(intake: Intake) -> None:
    taker = await _taker(intake, intake.partners[AgencyRole.LOCAL_AUTHORITY])
    [outcome] = await taker.take([taker.read(a_read(a_council_referral), "key-1")])
    assert isinstance(outcome, Accepted)
    async with intake.database.reader(SYSTEM) as reader:
        row = await reader.row("select kind, received_at from referrals")
    assert row is not None
    assert tuple(row) == ("partner", NOW)


async def test_while_there_is_no_key_to_seal_with_each_says_so(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(sealing=False)
    taker = await _taker(intake, intake.police)
    outcomes = await taker.take([taker.read(a_police_record(), key) for key in ("a", "b")])
    assert all(isinstance(outcome, Unavailable) for outcome in outcomes)
