import dataclasses
from datetime import timedelta

from tests.builders.allocation import HARBOUR
from tests.builders.routed import a_referral_routed, a_routed
from tests.notifier.conftest import Office, hear
from waymark.db import SYSTEM, Database
from waymark.mail_sink import MailSink, mail_sink
from waymark.words import Pathway, Priority
from waymark_notifier import actions, jobs
from waymark_notifier.settings import NotifierSettings


def with_mail(office: Office, port: int) -> jobs.Here:
    settings = NotifierSettings(smtp_port=port, smtp_timeout_s=2, alert_batch=2)
    return dataclasses.replace(office.context, settings=settings)


async def open_channel(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        channel = {"name": "Harbour Victim Care", "email": "duty@harbour.example"}
        await actions.load_channels(tx, {"channels": {HARBOUR: channel}})


async def alerts(database: Database) -> list[tuple[str, int]]:
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows("select state, attempts from alerts order by id")
        return [(row.state, row.attempts) for row in rows]


async def test_every_alert_that_waits_is_sent_once(office: Office) -> None:
    await open_channel(office.database)
    await hear(office.database, *[a_referral_routed() for _ in range(5)])
    async with mail_sink() as sink:
        await jobs.send_alerts(with_mail(office, sink.port))
        await jobs.send_alerts(with_mail(office, sink.port))
        assert len(sink.messages) == 3  # two at a time
        assert sum(mail.text.count("needs a decision by") for mail in sink.messages) == 5
    assert await alerts(office.database) == [("sent", 1)] * 5


async def test_without_a_mail_server_alerts_wait_and_go_out_later(office: Office) -> None:
    await open_channel(office.database)
    await hear(office.database, a_referral_routed())
    async with mail_sink() as sink:
        port = sink.port
    await jobs.send_alerts(with_mail(office, port))
    assert await alerts(office.database) == [("queued", 1)]
    office.clock.move_to(office.clock.now() + timedelta(minutes=1))
    async with mail_sink(port=port) as again:
        await jobs.send_alerts(with_mail(office, port))
        assert _subjects(again) == ["Decision needed by 10:00 tomorrow"]
    assert await alerts(office.database) == [("sent", 2)]


async def test_an_agency_without_a_channel_is_not_forgotten_but_given_up_in_sight(office: Office) -> None:
    await hear(office.database, a_referral_routed())
    async with mail_sink() as sink:
        for _ in range(8):
            await jobs.send_alerts(with_mail(office, sink.port))
            office.clock.move_to(office.clock.now() + timedelta(days=1))
        assert sink.messages == []
    assert await alerts(office.database) == [("failed", 7)]


async def test_unanswered_offers_lapse_until_none_is_left(office: Office) -> None:
    await hear(office.database, *[a_referral_routed() for _ in range(5)])
    office.clock.move_to(office.clock.now() + timedelta(days=2))
    settings = NotifierSettings(lapse_batch=2)
    await jobs.lapse_overdue(dataclasses.replace(office.context, settings=settings))
    async with office.database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from allocations where state = 'lapsed'") == 5


async def test_what_waits_at_the_triage_desk_never_lapses(office: Office) -> None:
    last = a_routed(agency="triage-desk", service="triage", pathway=Pathway.TRIAGE)
    await hear(office.database, a_referral_routed(last))
    office.clock.move_to(office.clock.now() + timedelta(days=2))
    await jobs.lapse_overdue(office.context)
    async with office.database.reader(SYSTEM) as reader:
        assert await reader.value("select state from allocations") == "offered"


def _subjects(sink: MailSink) -> list[str]:
    return [mail.subject.rsplit(" (", 1)[0] for mail in sink.messages]


async def test_a_hundred_referrals_make_one_letter_and_urgent_ones_their_own(office: Office) -> None:
    await open_channel(office.database)
    urgent = a_referral_routed(a_routed(priority=Priority.URGENT))
    await hear(office.database, urgent, *[a_referral_routed() for _ in range(100)])
    async with mail_sink() as sink:
        settings = NotifierSettings(smtp_port=sink.port)
        await jobs.send_alerts(dataclasses.replace(office.context, settings=settings))
        subjects = _subjects(sink)
        assert sum(mail.text.count("needs a decision by") for mail in sink.messages) == 101
    assert sorted(subjects) == [
        "100 things to look at, the first by 10:00 tomorrow",
        "Decision needed by 10:00 tomorrow",
    ]
    assert await alerts(office.database) == [("sent", 1)] * 101


async def test_where_no_port_is_named_the_demos_sink_takes_them(office: Office) -> None:
    await open_channel(office.database)
    await hear(office.database, a_referral_routed())
    async with mail_sink() as sink:
        shared = office.context.shared.model_copy(update={"mail_port": sink.port})
        await jobs.send_alerts(dataclasses.replace(office.context, shared=shared, settings=NotifierSettings()))
        assert len(sink.messages) == 1


async def test_a_letter_the_server_did_not_take_is_sent_again_under_the_same_id(office: Office) -> None:
    await open_channel(office.database)
    await hear(office.database, *[a_referral_routed() for _ in range(3)])
    async with mail_sink() as sink:
        port = sink.port
        context = dataclasses.replace(office.context, settings=NotifierSettings(smtp_port=port, smtp_timeout_s=2))
        await jobs.send_alerts(context)
        (first,) = sink.messages
    async with office.database.transaction(SYSTEM) as tx:
        await tx.run("update alerts set state = 'queued'")  # as where the receipt was lost
    await jobs.send_alerts(context)
    office.clock.move_to(office.clock.now() + timedelta(minutes=5))
    async with mail_sink(port=port) as again:
        await jobs.send_alerts(context)
        (second,) = again.messages
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert await alerts(office.database) == [("sent", 3)] * 3


async def test_leads_and_desk_hear_of_what_time_caught_up_with(office: Office) -> None:
    async with office.database.transaction(SYSTEM) as tx:
        harbour = {"name": "Harbour", "email": "duty@harbour.example", "lead_email": "lead@harbour.example"}
        desk = {"name": "Triage Desk", "email": "duty@triage.example"}
        part = {"channels": {HARBOUR: harbour, "triage-desk": desk}, "escalate_to": "triage-desk"}
        await actions.load_channels(tx, part)
    duty = a_referral_routed(a_routed(duty=True, pathway=Pathway.SAFEGUARDING))
    await hear(office.database, duty, a_referral_routed())
    office.clock.move_to(office.clock.now() + timedelta(days=2))
    async with mail_sink() as sink:
        context = dataclasses.replace(office.context, settings=NotifierSettings(smtp_port=sink.port, lapse_batch=1))
        await jobs.watch_clocks(context)
        await jobs.lapse_overdue(context)
        await jobs.send_alerts(context)
        told = sorted((mail.recipients[0], mail.subject.split(" (")[0].split(" by ")[0]) for mail in sink.messages)
    assert told == [
        ("duty@harbour.example", "Decision needed"),
        ("duty@triage.example", "Not answered in time"),
        ("duty@triage.example", "Overdue"),
        ("lead@harbour.example", "Decision still needed"),
        ("lead@harbour.example", "Overdue"),
    ]
