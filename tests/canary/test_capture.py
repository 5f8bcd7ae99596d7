"""Every kind of place is really looked into: one token planted in each is found there, and nowhere else."""

import smtplib
from asyncio import to_thread
from pathlib import Path

import asyncpg
import httpx
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from starlette.responses import PlainTextResponse

from tests.builders.serving import a_server
from tests.canary.capture import Collector, Places, files, mails, pages, rows, server_log, topics
from tests.canary.scan import Tokens, leaks
from tests.canary.tokens import all_tokens
from waymark.dev_kafka import DevKafka
from waymark.mail_sink import mail_sink
from waymark.opening import Addresses

TOKEN = "zqgivenaaaaaa"
FOUND = {"police given_name"}
SCHEMAS = ("intake", "consent", "router", "notifier")
KEY = "insert into {schema}.known_keys values ('{text}', 'p', '{bytes}', now(), now())"
MEMBER = "insert into {schema}.known_members values ('s', 'member', 'a', '{name}', 'r', 'd', '{{{role}}}', true, now())"
AUDIT = (
    "insert into {schema}.audit(act, about, actor, at, details)"
    " values ('a', 'b', 'c', now(), '{{\"a\": \"{details}\"}}')"
)
KINDS = {
    "text": ("known_members.agency_name", MEMBER, {"name": TOKEN, "role": ""}),
    "an array": ("known_members.roles", MEMBER, {"name": "", "role": TOKEN}),
    "bytes": ("known_keys.public", KEY, {"text": "k", "bytes": TOKEN}),
    "JSON": ("audit.details", AUDIT, {"details": TOKEN}),
}


def leaking(places: Places) -> dict[str, set[str]]:
    return leaks(places, all_tokens())


@pytest.mark.parametrize("kind", KINDS)
async def test_a_token_in_a_row_of_any_schema_is_found(county_db: Addresses, kind: str) -> None:
    column, sql, values = KINDS[kind]
    assert leaking(await rows(county_db.owner, SCHEMAS)) == {}
    for schema in SCHEMAS:
        owner = await asyncpg.connect(county_db.owner)
        await owner.execute(sql.format(schema=schema, **values))
        await owner.close()
    expected = {f"table {schema}.{column}": FOUND for schema in SCHEMAS}
    assert leaking(await rows(county_db.owner, SCHEMAS)) == expected


async def test_a_token_in_the_database_servers_log_is_found(county_db: Addresses) -> None:
    assert leaking(await server_log(county_db.owner)) == {}
    planted = "zqnowinthelog"  # the server's log stays for the whole test run: no token of a person goes there
    owner = await asyncpg.connect(county_db.owner)
    await owner.execute(f"do $$ begin raise log 'said {planted}'; end $$")
    await owner.close()
    assert leaks(await server_log(county_db.owner), Tokens({planted: "planted"})) == {"log postgres.log": {"planted"}}


def test_a_token_in_a_log_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "intake.log").write_text("quiet", "utf-8")
    (tmp_path / "router.log.1").write_text(f"WARNING could not parse {TOKEN}", "utf-8")
    assert leaking(files(tmp_path)) == {"log router.log.1": FOUND}


@pytest.mark.parametrize("part", ["key", "value", "header"])
async def test_a_token_in_any_part_of_a_record_is_found(broker: DevKafka, part: str) -> None:
    topic = f"canary.{part}"
    planted = {"key": b"k", "value": b"v", "headers": [("h", b"x")]}
    planted |= {"headers": [("h", TOKEN.encode())]} if part == "header" else {part: TOKEN.encode()}
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap)
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    await producer.start()
    try:
        await admin.create_topics([NewTopic(topic, 3, 1)])
        for number in range(20):
            await producer.send_and_wait(topic, value=b"%d" % number)
        await producer.send_and_wait(topic, **planted)
        found = await topics(broker.bootstrap)
        assert leaking({f"topic {topic}": found[f"topic {topic}"]}) == {f"topic {topic}": FOUND}
    finally:
        await producer.stop()
        await admin.delete_topics([topic])
        await admin.close()


@pytest.mark.parametrize("part", ["body", "header"])
async def test_a_token_in_an_answer_is_found(part: str) -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        answer = PlainTextResponse(TOKEN) if part == "body" else PlainTextResponse("", 409, {"Location": f"/{TOKEN}"})
        await answer(scope, receive, send)  # type: ignore[arg-type]

    async with a_server(app) as server, httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        assert leaking(await pages(http, {"problem": "/x"})) == {"problem": FOUND}


@pytest.mark.parametrize("part", ["To", "Subject", "body"])
async def test_a_token_in_a_mail_is_found(part: str) -> None:
    async with mail_sink() as sink:

        def send() -> None:
            to = f"{TOKEN}@x.example" if part == "To" else "a@x.example"
            subject = TOKEN if part == "Subject" else "You have work"
            with smtplib.SMTP("127.0.0.1", sink.port) as server:
                server.sendmail("b@x.example", to, f"Subject: {subject}\r\n\r\n{TOKEN if part == 'body' else ''}")

        await to_thread(send)
        assert leaking(mails(sink)) == {"mail": FOUND}


async def test_a_token_in_a_trace_is_found() -> None:
    collector = Collector()
    async with a_server(collector) as server, httpx.AsyncClient(trust_env=False) as http:
        await http.post(server.url, content=b"\n\x0bspan " + TOKEN.encode())
    assert leaking(collector.places()) == {"traces": FOUND}
