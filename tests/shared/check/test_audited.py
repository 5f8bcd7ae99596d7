"""A referral without the audit row of its act is found, whichever it is."""

from tests.shared.check.conftest import Pair
from waymark.check.audited import unaudited
from waymark.ledger import Finding, Ledger


async def test_every_referral_has_its_audit_row(pair: Pair) -> None:
    assert await unaudited(pair.databases, {"intake": Ledger(dict.fromkeys(pair.referrals, "open"))}) == []


async def test_a_missing_audit_row_is_found(pair: Pair) -> None:
    await pair.plant("delete from intake.audit where about = $1", str(pair.referrals[1]))
    findings = await unaudited(pair.databases, {"intake": Ledger(dict.fromkeys(pair.referrals, "open"))})
    assert findings == [Finding("I6", "intake left no audit row referral.received", pair.referrals[1])]


async def test_a_service_that_gave_no_ledger_is_passed_over(pair: Pair) -> None:
    assert await unaudited(pair.databases, {}) == []
