"""What teams sent in a week is told back on Monday morning, by the running county itself, once."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.builders.police_post import CANARIES, a_record
from tests.journeys.world import until
from waymark.clock import ReplayClock
from waymark.demo.command import running_county
from waymark.demo.county import BUILT_IN
from waymark.demo.mistakes import MISTAKES, spoilt
from waymark.mail_sink import MailSink, mail_sink
from waymark.opening import Addresses
from waymark.settings import Settings

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@pytest.fixture
def named(county_db: Addresses, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that name the test's server, each service with its own login, as a county would."""
    for name, url in county_db.services.items():
        monkeypatch.setenv(f"WAYMARK_{name.upper()}_DATABASE_URL", url)
    return settings.model_copy(update={"database_url": county_db.owner})


async def test_each_team_and_its_agency_hear_on_monday_what_cost_most(
    named: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = ReplayClock(FRIDAY)
    async with mail_sink() as sink:
        monkeypatch.setenv("WAYMARK_INTAKE_SMTP_PORT", str(sink.port))
        async with running_county(named, clock, folder=BUILT_IN) as county:
            for number, mistake in enumerate(one for one in MISTAKES if not one.refused_at):
                reported = (clock.now() - timedelta(hours=1)).isoformat()
                record = a_record(force_reference=f"week/{number}", reported_at=reported, team="rugby-response")
                record["consent"]["asked_at"] = reported
                reply = await county.sender.send(f"week-{number}", spoilt(record, mistake))
                assert reply.status_code == httpx.codes.ACCEPTED, reply.text
            await _move(clock, MONDAY - timedelta(seconds=1))
            assert _digests(sink) == {}
            await _move(clock, MONDAY + timedelta(minutes=10))
            await until(lambda: _now(sink), lambda found: len(found) == 2)
            await _move(clock, MONDAY + timedelta(days=1))
            found = _digests(sink)
    assert sorted(found) == ["referral-quality@police.example", "rugby-response@police.example"]
    for text in found.values():
        assert "from 16 November 2026 to 22 November 2026: 7." in text
        assert "1. No way to make contact: 2 times, 80 points." in text
        assert "/intake/referrals?part=needs_you" in text
        assert not [token for token in CANARIES.values() if token in text]
    assert "/intake/quality?team=rugby-response" in found["rugby-response@police.example"]


async def _move(clock: ReplayClock, until_: datetime) -> None:
    """Forward hour by hour, so that what happens by time happens in between."""
    while clock.now() < until_:
        clock.move_to(min(clock.now() + timedelta(hours=1), until_))
        await until(lambda: _now(None), lambda _: True)


async def _now(sink: MailSink | None) -> dict[str, str]:
    return _digests(sink) if sink else {}


def _digests(sink: MailSink) -> dict[str, str]:
    """Texts by recipient; two to one recipient would be a mistake."""
    mails = [mail for mail in sink.messages if mail.subject.startswith("Quality of referrals")]
    assert len({mail.recipients for mail in mails}) == len(mails)
    return {mail.recipients[0]: " ".join(mail.text.split()) for mail in mails}
