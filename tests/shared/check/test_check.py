"""The whole check: quiet and right finds nothing; what a service finds itself, and what the parts say, comes out."""

from tests.shared.check.conftest import Pair
from waymark.check import check
from waymark.ledger import Finding, Ledger


async def found(pair: Pair) -> list[Finding]:
    return await check(pair.services, pair.settings, pair.addresses, clock=pair.clock)


async def test_a_quiet_county_has_no_findings(pair: Pair) -> None:
    assert await found(pair) == []


async def test_what_a_service_finds_itself_is_passed_on(pair: Pair) -> None:
    own = Finding("I7", "a clock that is too early", pair.referrals[0])
    pair.ledgers["consent"] = Ledger(dict.fromkeys(pair.referrals, "open"), findings=(own,))
    assert await found(pair) == [own]


async def test_a_referral_only_one_service_has_is_found(pair: Pair) -> None:
    lost, *kept = pair.referrals
    pair.ledgers["consent"] = Ledger(dict.fromkeys(kept, "open"))
    assert await found(pair) == [Finding("I1", "intake has it, consent does not", lost)]


async def test_everything_wrong_comes_out_at_once(pair: Pair) -> None:
    await pair.tell(1, heard=False)
    await pair.plant("delete from intake.audit where about = $1", str(pair.referrals[0]))
    assert {finding.invariant for finding in await found(pair)} == {"I6", "I10"}


async def test_a_service_without_an_account_is_passed_over(pair: Pair) -> None:
    _, consent = pair.services
    assert await check([consent], pair.settings, pair.addresses, clock=pair.clock) == []
