"""How the public form's pages look from inside: what a template is given, and the answers as a list to check.

Not here: what happens when a button is pressed (form.py), the words of the questions (form_words.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from waymark.pages.catalogue import ENGLISH
from waymark.reference import districts
from waymark_intake.pages.form_languages import NAMES, say_in, spoken_in
from waymark_intake.pages.form_words import HEADINGS, OPTIONS, OTHER_AREAS, QUESTIONS, YES_NO, Question
from waymark_intake.self_referral.answers import (
    FIELDS,
    IS_YOUNG,
    TICKS,
    Answers,
    asked_help,
    counted,
    longest,
    steps_of,
)
from waymark_intake.self_referral.canonical import has_safe_way
from waymark_intake.self_referral.fault import FormFault
from waymark_intake.self_referral.situation import HELP_EXPLAINED, HELP_WORDS, SITUATIONS
from waymark_intake.self_referral.step import ForWhom, Step


@dataclass(frozen=True, slots=True)
class Row:
    """One answer as it is read back, and the page where it is changed."""

    label: str
    value: str
    step: Step


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a template shows it, in the page's language; `said` is a text, or the codes that are ticked."""

    name: str
    kind: str
    label: str
    hint: str
    mode: str
    width: str
    longest: int
    options: Sequence[tuple[str, str]]
    said: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    """What every step's template is given; `faults` say what is wrong, `errors` the same by field.

    `is_published` is false in a language that offers a call with an interpreter only.
    """

    step: Step
    answers: Answers
    state: str
    areas: tuple[str, ...]
    language: str = ENGLISH
    is_published: bool = True
    faults: tuple[FormFault, ...] = ()

    @property
    def number(self) -> int:
        """Which page of how many this is."""
        steps = steps_of(self.answers)
        return steps.index(self.step) + 1 if self.step in steps else 1

    @property
    def total(self) -> int:
        """How many pages there are for who answered so."""
        return len(steps_of(self.answers))

    def say(self, words: str) -> str:
        """Words in the page's language."""
        return say_in(self.language, words)

    @property
    def problems(self) -> Sequence[tuple[str, str]]:
        """Each field and what is wrong with it, in words."""
        return [(fault.name, self.say(fault.words) % fault.values) for fault in self.faults]

    @property
    def errors(self) -> Mapping[str, str]:
        """The first thing wrong with each field."""
        return dict(reversed(self.problems))

    @property
    def heading(self) -> str:
        """What stands over the page."""
        heading = HEADINGS[self.step]
        if self.answers.is_for_somebody_else and heading.of_other:
            return self.say(heading.of_other)
        return self.say(heading.young if self._is_young and heading.young else heading.label)

    @property
    def says(self) -> Sequence[str]:
        """The sentences under the heading."""
        heading = HEADINGS[self.step]
        said = heading.says
        if self.answers.for_whom == ForWhom.OTHER and heading.says_of_other:
            said = heading.says_of_other
        elif self._is_young and heading.says_young:
            said = heading.says_young
        return [self.say(words) for words in said]

    @property
    def _is_young(self) -> bool:
        return self.answers.for_whom == ForWhom.YOUNG and not self.answers.only_call

    @property
    def asked(self) -> Sequence[Asked]:
        """The questions of this page, for who answered so."""
        return [self._asked(name) for name in FIELDS[self.step] if not self._is_left_out(name)]

    @property
    def help_kinds(self) -> Sequence[Asked]:
        """The kinds of help asked about, each explained, and what was answered."""
        said = {**dict.fromkeys(self.answers.help_yes, "yes"), **dict.fromkeys(self.answers.help_no, "no")}
        yes_no = self._options("yes_no")
        return [
            Asked(
                f"help_{kind}",
                "choice",
                self.say(HELP_WORDS[kind]),
                self.say(HELP_EXPLAINED[kind]),
                "",
                "",
                0,
                yes_no,
                said.get(kind, ""),
            )
            for kind in asked_help(self.answers)
        ]

    @property
    def rows(self) -> Sequence[Row]:
        """The answers to check before sending."""
        return list(self._rows(counted(self.answers)))

    @property
    def is_safe_to_contact(self) -> bool:
        """Whether any way of making contact was said to be safe."""
        return has_safe_way(self.answers)

    @property
    def agreed(self) -> bool:
        """Whether any kind of help was agreed to."""
        return bool(set(asked_help(self.answers)) & set(self.answers.help_yes))

    def _is_left_out(self, name: str) -> bool:
        """Whether a question is not put to them: they said it already, or the page says it for them."""
        if self.step is Step.CALL:
            return name in {"speaks", "interpreter"} and not self.is_published
        if name == "age_group":
            return self.answers.for_whom in IS_YOUNG
        return name in {"helper_role", "told"} and self.answers.for_whom == ForWhom.CHILD

    def _asked(self, name: str) -> Asked:
        question = QUESTIONS[name]
        said = getattr(self.answers, name)
        return Asked(
            name=name,
            kind=question.kind,
            label=self._label(question),
            hint=self.say(question.hint),
            mode=question.mode,
            width=question.width,
            longest=longest(name) if name not in TICKS else 0,
            options=self._options(name) if question.kind in {"choice", "ticks", "pick"} else (),
            said=said,
        )

    def _label(self, question: Question) -> str:
        if self.answers.is_for_somebody_else and question.of_other:
            return self.say(question.of_other)
        return self.say(question.young if self._is_young and question.young else question.label)

    def _options(self, name: str) -> Sequence[tuple[str, str]]:
        if name == "situations":
            told_of = self.answers.is_for_somebody_else or self.answers.for_whom == ForWhom.SUPPORTER
            return [(one.code, self.say(one.words_of_other if told_of else one.words)) for one in SITUATIONS]
        if name == "speaks":
            return [("", ""), *spoken_in(self.language)]
        if name == "area":
            others = [(code, self.say(words)) for code, words in OTHER_AREAS]
            return [*((code, name_of(code)) for code in self.areas), *others]
        return [(code, self.say(words)) for code, words in OPTIONS.get(name, YES_NO)]

    def _rows(self, answers: Answers) -> Iterator[Row]:
        for step in steps_of(answers):
            for name in FIELDS[step]:
                said = getattr(answers, name)
                if said and not self._is_hidden(name, step):
                    yield Row(self._label(QUESTIONS[name]), self._in_words(name, said), step)
            if step in {Step.CONSENT, Step.CALL}:
                yes, no = (self.say(words) for _, words in YES_NO)
                for kind in asked_help(answers):
                    yield Row(self.say(HELP_WORDS[kind]), yes if kind in answers.help_yes else no, step)

    def _is_hidden(self, name: str, step: Step) -> bool:
        """Whether an answer was not given on that page, but by another one."""
        by_itself = name == "age_group" and self.answers.for_whom in IS_YOUNG
        return by_itself and step is Step.ABOUT

    def _in_words(self, name: str, said: str | tuple[str, ...]) -> str:
        if QUESTIONS[name].kind in {"line", "long"}:
            return str(said)
        words = dict(self._options(name))
        return "; ".join(words[code] for code in ((said,) if isinstance(said, str) else said) if code in words)


def name_of(code: str) -> str:
    """A district's name; its code where nobody knows one."""
    found = districts.districts().get(code)
    return found.name if found else code


def languages_offered(language: str) -> Sequence[tuple[str, str]]:
    """The other languages, as whoever reads them calls them."""
    return [(code, name) for code, name in NAMES.items() if code != language]
