"""How the pages of the partner's form look from inside: what a template is given, and the answers read back.

Not here: what happens when a button is pressed (refer.py), and the questions themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from waymark.words import QualityFlag
from waymark_intake.partner.kind import PartnerKind
from waymark_intake.quality.advice import WHAT_TO_DO, fields_of
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.fault import field_of
from waymark_intake.refer.question import Look, Question, Step
from waymark_intake.refer.questions import Asking, questions_of, steps_for
from waymark_intake.refer.record import Unread, helps_asked
from waymark_intake.refer.words import ADVICE_WORDS
from waymark_intake.referral import RecordKind

STEP_WORDS: Mapping[Step, str] = {
    Step.START: "Refer somebody",
    Step.PERSON: "Who is it?",
    Step.AROUND: "Who is around them?",
    Step.CONTACT: "How may somebody reach them?",
    Step.TEST: "The drug test",
    Step.RELEASE: "The release",
    Step.HELP: "What is needed?",
    Step.CONSENT: "What did they say?",
    Step.CHECK: "Check before you send",
    Step.EQUALITY: "What they say of themselves",
}
ASIDE = (Step.EQUALITY,)
"""The pages that are opened from the last one, by whoever wants to, and lead back to it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What the pages of one referral ask: the kinds that may be sent, the districts, the wording's name, the day."""

    kinds: tuple[PartnerKind, ...]
    areas: Sequence[str]
    wording: str
    day: date

    def chosen(self, answers: ReferAnswers) -> PartnerKind | None:
        """The kind that is referred; None where that is not said yet."""
        said = self.kinds[0] if len(self.kinds) == 1 else answers.one("kind")
        return next((kind for kind in self.kinds if kind == said), None)

    def steps(self, answers: ReferAnswers) -> tuple[Step, ...]:
        """The pages in order."""
        return steps_for(self.chosen(answers))

    def questions(self, step: Step, answers: ReferAnswers) -> list[Question]:
        """The questions of a page."""
        chosen = self.chosen(answers)
        kinds = (chosen,) if chosen and step is not Step.START else self.kinds
        helps = helps_asked(answers, chosen)
        return questions_of(step, Asking(kinds, self.areas, self.wording, helps, self.day))

    def is_together(self, answers: ReferAnswers) -> bool:
        """Whether worker and person fill it in together."""
        return bool(helps_asked(answers, self.chosen(answers)))

    def step_of(self, field: str, answers: ReferAnswers) -> Step | None:
        """The page on which a field is; None where no page has it."""
        return next((step for step in (*self.steps(answers), *ASIDE) if field in self.fields(step, answers)), None)

    def fields(self, step: Step, answers: ReferAnswers) -> frozenset[str]:
        """The names of a page's fields."""
        return frozenset(part for question in self.questions(step, answers) for part in question.parts)


@dataclass(frozen=True, slots=True)
class Row:
    """One answer as it is read back, and the page where it is changed."""

    words: str
    value: str
    step: Step


@dataclass(frozen=True, slots=True)
class Advised:
    """What would make the referral better, and the page where; "" where no page can."""

    words: str
    step: str


def rows_of(paper: Paper, answers: ReferAnswers) -> Iterator[Row]:
    """Every answer, in the order of the pages."""
    for step in (*paper.steps(answers), *ASIDE):
        for question in paper.questions(step, answers):
            if value := _value(question, answers):
                yield Row(question.words, value, step)


def _value(question: Question, answers: ReferAnswers) -> str:
    if question.options:
        return "; ".join(question.said([code for code in answers.many(question.name) if code]))
    if question.look in {Look.DAY, Look.MOMENT}:
        typed = [answers.one(name) for name in question.parts]
        return " ".join(part for part in typed if part)
    return answers.one(question.name)


def advised(paper: Paper, answers: ReferAnswers, quality: Sequence[QualityFlag]) -> Iterator[Advised]:
    """What the sender could still improve, each with the page to do it on."""
    for flag in quality:
        pointers = fields_of(flag, RecordKind.PARTNER)
        steps = (paper.step_of(field_of(pointer), answers) for pointer in pointers)
        step = next((step for step in steps if step), None)
        yield Advised(ADVICE_WORDS.get(flag) or WHAT_TO_DO[flag], step.value if step else "")


def by_field(faults: Sequence[Unread]) -> dict[str, str]:
    """The first thing wrong with each field."""
    return {fault.field: fault.words for fault in reversed(faults)}
