"""What Kafka's metadata answer says of topics, ids included: the one request aiokafka does not speak yet.

Topic ids came with version 10 of the Metadata request (KIP-516); they alone tell a recreated topic from the old one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    AbstractType,
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

UNKNOWN_TOPIC = 3
_NO_ID = UUID(int=0)


class _Uuid(AbstractType):
    """Sixteen bytes on the wire."""

    @classmethod
    def encode(cls, value: UUID) -> bytes:
        return value.bytes

    @classmethod
    def decode(cls, data: BytesIO) -> UUID:
        return UUID(bytes=data.read(16))


class _MetadataResponse(Response):
    API_KEY = 3
    API_VERSION = 10
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(
                ("node_id", Int32),
                ("host", CompactString("utf-8")),
                ("port", Int32),
                ("rack", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_id", CompactString("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("topic", CompactString("utf-8")),
                ("topic_id", _Uuid),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("isr", CompactArray(Int32)),
                        ("offline_replicas", CompactArray(Int32)),
                        ("tags", TaggedFields),
                    ),
                ),
                ("authorized_operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_authorized_operations", Int32),
        ("tags", TaggedFields),
    )


class _MetadataRequest(RequestStruct):
    API_KEY = 3
    API_VERSION = 10
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        (
            "topics",
            CompactArray(
                ("topic_id", _Uuid),
                ("name", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


class AskTopics(Request[_MetadataRequest]):
    """Asks a broker about topics by name, without creating any."""

    API_KEY = 3

    def __init__(self, topics: Sequence[str]) -> None:
        self._topics: list[tuple[UUID, str, dict[int, bytes]]] = [(_NO_ID, topic, {}) for topic in topics]

    def build(self, request_struct_class: type[_MetadataRequest]) -> _MetadataRequest:
        """The request on the wire."""
        create, with_cluster_rights, with_topic_rights = False, False, False
        return request_struct_class(self._topics, create, with_cluster_rights, with_topic_rights, {})


@dataclass(frozen=True, slots=True)
class TopicAnswer:
    """One topic as a broker sees it; `error` is Kafka's code (0: none), of the topic or of one of its partitions."""

    name: str
    id: str
    partitions: int
    error: int


def read_answer(answer: _MetadataResponse) -> tuple[str, list[TopicAnswer]]:
    """The cluster's id and its topics."""
    found = []
    for error, name, topic_id, _, partitions, *_ in answer.topics:
        errors = [error, *(partition[0] for partition in partitions)]
        worst = next((code for code in errors if code), 0)
        found.append(TopicAnswer(name=name, id=topic_id.hex, partitions=len(partitions), error=worst))
    return answer.cluster_id or "", found
