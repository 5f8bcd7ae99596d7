"""What a referrer answered so far, as typed, by the name of the question. Not here: the questions, what it comes to."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from waymark_intake.records.record import RecordPart

Sent = Mapping[str, Sequence[str]]


class ReferAnswers(RecordPart):
    """Everything typed, ticked and chosen; a question that was not answered has no entry. It prints nothing."""

    given: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def one(self, name: str) -> str:
        """What was typed or chosen; "" where nothing was."""
        return next(iter(self.given.get(name, ())), "")

    def many(self, name: str) -> tuple[str, ...]:
        """What was ticked."""
        return self.given.get(name, ())

    def put(self, news: Mapping[str, tuple[str, ...]]) -> "ReferAnswers":
        """The same answers with these in the place of theirs; an empty one is taken out."""
        both = {**self.given, **news}
        return ReferAnswers(given={name: values for name, values in both.items() if any(values)})
