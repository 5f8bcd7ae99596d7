from io import BytesIO
from uuid import UUID, uuid4

from waymark.bus.kafka.wire import UNKNOWN_TOPIC, AskTopics, _MetadataRequest, _MetadataResponse, read_answer


def an_answer(*topics: tuple[int, str, UUID, list[int]]) -> _MetadataResponse:
    told: list[tuple[object, ...]] = [
        (error, name, topic_id, False, [(code, n, 1, 0, [1], [1], [], {}) for n, code in enumerate(partitions)], 0, {})
        for error, name, topic_id, partitions in topics
    ]
    return _MetadataResponse(0, [(1, "127.0.0.1", 9092, None, {})], "cluster", 1, told, 0, {})


def test_the_question_names_topics_and_makes_none() -> None:
    request = AskTopics(["intake.referral"]).build(_MetadataRequest)
    bytes_ = request.encode()
    assert b"intake.referral" in bytes_
    assert bytes_.endswith(b"\x00\x00\x00\x00")


def test_an_answer_survives_the_wire() -> None:
    answer = an_answer((0, "intake.referral", uuid4(), [0, 0, 0]))
    again = _MetadataResponse.decode(BytesIO(answer.encode()))
    assert read_answer(again) == read_answer(answer)


def test_a_topic_is_known_by_its_id_and_its_partitions() -> None:
    topic_id = uuid4()
    cluster, (topic,) = read_answer(an_answer((0, "intake.referral", topic_id, [0, 0, 0])))
    assert (cluster, topic.name, topic.id, topic.partitions, topic.error) == (
        "cluster",
        "intake.referral",
        topic_id.hex,
        3,
        0,
    )


def test_an_error_of_a_topic_or_of_one_partition_shows() -> None:
    _, topics = read_answer(an_answer((UNKNOWN_TOPIC, "a", UUID(int=0), []), (0, "b", uuid4(), [0, 5])))
    assert [topic.error for topic in topics] == [UNKNOWN_TOPIC, 5]
