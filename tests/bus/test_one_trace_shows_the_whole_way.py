"""One trace shows a referral's way through all four services and the broker, and no span says who it is about."""

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.builders.police_post import CANARIES, a_record
from tests.builders.serving import a_server
from tests.journeys.conftest import without_topics
from tests.journeys.world import four_processes, until
from waymark.dev_kafka import DevKafka
from waymark.opening import Addresses
from waymark.settings import Settings


class Collector:
    """Takes OTLP over HTTP as a real collector would."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.bodies.append(await Request(scope, receive).body())
        await Response()(scope, receive, send)

    def spans(self) -> list[Span]:
        found: list[Span] = []
        for body in self.bodies:
            asked = ExportTraceServiceRequest.FromString(body)
            found += [one for group in asked.resource_spans for scope in group.scope_spans for one in scope.spans]
        return found

    def traces(self) -> dict[bytes, set[str]]:
        named: dict[bytes, set[str]] = {}
        for span in self.spans():
            named.setdefault(span.trace_id, set()).add(span.name)
        return named


WHOLE_WAY = {"consent referral.received.v1", "router referral.screened.v1", "notifier referral.routed.v1"}


async def test_one_trace_leads_from_the_post_to_the_queue(
    county_db: Addresses, settings: Settings, broker: DevKafka
) -> None:
    collector = Collector()
    await without_topics(broker.bootstrap)
    async with a_server(collector) as collecting:
        more = {
            "WAYMARK_OTLP_ENDPOINT": f"{collecting.url}/v1/traces",
            "WAYMARK_TRACE_RATIO": "1",
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
        async with four_processes(county_db, settings, f"kafka://{broker.bootstrap}", more=more) as world:
            assert (await world.police.send("traced", a_record())).status_code == 202

            async def whole() -> list[set[str]]:
                """Four processes export when each sees fit: the post's own span may be told last."""
                told = [names for names in collector.traces().values() if names >= WHOLE_WAY]
                return [names for names in told if any("referrals" in name for name in names)]

            assert len(await until(whole, bool)) == 1
    said = b"".join(collector.bodies)
    assert [token for token in CANARIES.values() if token.encode() in said] == []
