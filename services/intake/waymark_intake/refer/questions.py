"""The questions of the partner's form, page by page. Only what the kind of referral needs is asked.

What law and fairness call protected characteristics is asked on a page beside the others (characteristics.py).
Not here: how a question is read (question.py), and what the answers come to (record.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from waymark.reference import districts
from waymark.words import CommunicationAid, HarmContext, Need, Position, Preference, SubjectRole
from waymark_intake.partner.kind import SUBSTANCES, PartnerKind
from waymark_intake.refer.around import AROUND
from waymark_intake.refer.characteristics import characteristics
from waymark_intake.refer.question import HARM, LAW, LONGEST_TEXT, NO, SAFE, YES, Look, Option, Question, Step
from waymark_intake.refer.ways import CONTACT
from waymark_intake.refer.words import (
    AID_WORDS,
    FLAG_WORDS,
    HARM_WORDS,
    KIND_WORDS,
    NEED_GROUPS,
    NEED_WORDS,
    PREFERENCE_WORDS,
    ROLE_WORDS,
)
from waymark_intake.self_referral.situation import HELP_WORDS, HelpKind

_K = PartnerKind
_WITH_NOTES = LAW | {_K.YOUTH_JUSTICE_AT_RISK}
TOGETHER = frozenset(_K) - {_K.CUSTODY_DRUG_TEST, _K.FRAUD_LIST}
"""The kinds a worker may fill in with the person: a test and a list are about people who are not there."""
OWN_WORDING = "own"


@dataclass(frozen=True, slots=True)
class Asking:
    """What decides which questions a page has: the kinds that may be sent (one, once it is chosen), the districts by
    code, the wording's name, where it is filled in together the kinds of help the person is asked about, and the day
    on which codes of lists are in force (by itself: those without an end).
    """

    kinds: Sequence[PartnerKind]
    areas: Sequence[str]
    wording: str
    helps: tuple[HelpKind, ...] = ()
    day: date = date.max


_PERSON = (
    Question("given_name", Look.LINE, "First name", "Any name they want to be called by is enough."),
    Question("family_name", Look.LINE, "Family name"),
    Question("known_as", Look.LINE, "Name they go by, if it is another"),
    Question("pronouns", Look.LINE, "Pronouns, if they told you"),
    Question(
        "date_of_birth", Look.DAY, "Date of birth", "For example 27 3 1991. Month and year, or the year alone, will do."
    ),
    Question("age_years", Look.LINE, "Age, if the date of birth is not known", longest=3),
    Question(
        "age_is_estimate",
        Look.TICKS,
        "How sure is the age?",
        options=(Option("yes", "The age is a guess", "Whoever may be under 18 is treated as a child."),),
    ),
    Question("sex", Look.LINE, "Sex or gender, as they describe it"),
    Question("language", Look.LINE, "Language they speak best", "In English, for example Polish. Empty means English."),
    Question("interpreter", Look.CHOICE, "Do they need an interpreter?", options=(YES, NO)),
    Question("health_needs", Look.WORDS, "Health, disability or access needs a worker must know of", longest=2_000),
    Question("guardian_name", Look.LINE, "Parent or carer, for a child"),
    Question("guardian_contact", Look.LINE, "How to reach the parent or carer"),
    Question(
        "communication_aids",
        Look.TICKS,
        "What helps them to understand and be understood?",
        options=tuple(Option(aid.value, AID_WORDS[aid]) for aid in CommunicationAid),
    ),
    Question(
        "preferences",
        Look.TICKS,
        "What did they ask for?",
        options=tuple(Option(wish.value, PREFERENCE_WORDS[wish]) for wish in Preference),
    ),
    Question(
        "guardian_safe",
        Look.CHOICE,
        "May the parent or carer safely be told?",
        "Never ask a parent who may have done it.",
        options=SAFE,
    ),
)
_ROLE = Question(
    "role",
    Look.SELECT,
    "What have they to do with it?",
    options=tuple(Option(role.value, ROLE_WORDS[role]) for role in SubjectRole if role in ROLE_WORDS),
    kinds=HARM,
)
_ABOUT = (
    Question(
        "harm_contexts",
        Look.TICKS,
        "Who did it, and where?",
        options=tuple(Option(harm.value, HARM_WORDS[harm]) for harm in HarmContext),
        kinds=HARM,
    ),
    Question("occurred_on", Look.DAY, "When did it happen, if one day can be named?", kinds=HARM | {_K.FRAUD_LIST}),
    Question(
        "offence_code",
        Look.LINE,
        "Home Office offence code, if you know it",
        "For example 028/01. Nobody needs a crime record for support.",
        kinds=HARM | {_K.FRAUD_LIST},
        longest=6,
    ),
    Question(
        "nrm_agreed",
        Look.CHOICE,
        "If they were made to work or were not free to leave: do they agree to the National Referral Mechanism?",
        "This is not the same as agreeing to support.",
        options=(*SAFE[:2], Option("not_asked", "I have not asked, or it is not about that")),
        kinds=HARM,
    ),
    Question("account", Look.WORDS, "What should a worker know?", "Only what helps.", longest=LONGEST_TEXT),
    Question("risk_summary", Look.WORDS, "Any risk to them, to others or to a worker", longest=2_000),
    Question("justice_notes", Look.WORDS, "Order, licence, custody or court dates", kinds=_WITH_NOTES, longest=2_000),
    Question("suspect_name", Look.LINE, "Who is said to have done it, if they told you", kinds=HARM),
    Question("suspect_relation", Look.LINE, "What is that person to them?", kinds=HARM),
)
_TEST = (
    Question("tested_at", Look.MOMENT, "When was the test?"),
    Question(
        "substances",
        Look.TICKS,
        "What was found?",
        options=tuple(Option(need.value, NEED_WORDS[need]) for need in Need if need in SUBSTANCES),
    ),
)
_RELEASE = (
    Question("release_on", Look.DAY, "Day of release", "Leave it empty where it is not set, and say why below."),
    Question(
        "release_band",
        Look.CHOICE,
        "About when, where the day is not set?",
        options=(
            Option("within_a_week", "Within a week"),
            Option("within_4_weeks", "Within four weeks"),
            Option("within_12_weeks", "Within twelve weeks"),
            Option("later", "Later"),
        ),
    ),
    Question(
        "release_missing",
        Look.CHOICE,
        "Why is there no day yet?",
        options=(
            Option("remand", "On remand: the court decides"),
            Option("recall", "Recalled: not decided yet"),
            Option("parole", "The Parole Board decides"),
            Option("not_set", "Not set, for another reason"),
        ),
    ),
)
NRM = next(one for one in _ABOUT if one.name == "nrm_agreed")
_SPOKEN = (
    Question(
        "channel",
        Look.CHOICE,
        "How do you speak with them?",
        options=(Option("telephone", "By telephone"), Option("in_person", "In person"), Option("video", "By video")),
    ),
    Question("interpreter_present", Look.CHOICE, "Is an interpreter with you?", options=(YES, NO)),
)
_CONSENT = (
    Question(
        "position",
        Look.CHOICE,
        "What did the person say about passing their details to support services?",
        options=(
            Option(Position.GIVEN, "Yes"),
            Option(Position.REFUSED, "No"),
            Option(Position.WITHDRAWN, "Yes before, and no now"),
            Option(Position.UNABLE_TO_ASK, "They could not be asked"),
            Option(Position.NOT_ASKED, "Nobody has asked them yet"),
        ),
    ),
    Question(
        "explicit",
        Look.CHOICE,
        "Did they say yes in clear words, knowing which kinds of help?",
        "Needed after sexual violence, domestic abuse or a death, and from one service to another.",
        options=(YES, NO),
    ),
    Question(
        "given_by",
        Look.CHOICE,
        "Who said it?",
        options=(
            Option("self", "The person"),
            Option("guardian", "A parent or guardian"),
            Option("attorney", "Somebody who may decide for them"),
        ),
    ),
    Question(
        "how",
        Look.CHOICE,
        "How?",
        options=(Option("spoken", "Spoken"), Option("written", "In writing"), Option("online", "Online")),
    ),
    Question("asked_at", Look.MOMENT, "When?"),
    Question(
        "wording",
        Look.CHOICE,
        "In which words were they asked?",
        options=(Option("", ""), Option(OWN_WORDING, "In those of our own form or leaflet")),
    ),
    Question("wording_own", Look.LINE, "Its name and version", "For example leaflet/3", longest=60),
)


def questions_of(step: Step, asking: Asking) -> list[Question]:
    """What a page asks."""
    kinds = asking.kinds
    pages: Mapping[Step, Iterable[Question]] = {
        Step.START: _start(kinds),
        Step.PERSON: (_ROLE, *_PERSON[:8], *_where(asking.areas), *_PERSON[8:]),
        Step.AROUND: AROUND,
        Step.CONTACT: CONTACT,
        Step.HELP: (*_needs(kinds), *_flags(), *_ABOUT),
        Step.TEST: _TEST,
        Step.RELEASE: _RELEASE,
        Step.CONSENT: _consent(asking),
        Step.EQUALITY: characteristics(asking.day),
    }
    asked = pages.get(step, ())
    return [one for one in asked if one.kinds is None or not one.kinds.isdisjoint(kinds)]


def steps_for(kind: PartnerKind | None) -> tuple[Step, ...]:
    """The pages in order; a test and a release have one of their own, and that about equality is on no one's way."""
    own = {PartnerKind.CUSTODY_DRUG_TEST: Step.TEST, PartnerKind.PRISON_RELEASE: Step.RELEASE}
    special = tuple(step for step in (own.get(kind),) if step) if kind else ()
    around = () if kind is PartnerKind.FRAUD_LIST else (Step.AROUND,)
    return (Step.START, Step.PERSON, *around, Step.CONTACT, *special, Step.HELP, Step.CONSENT, Step.CHECK)


def _start(kinds: Sequence[PartnerKind]) -> Iterable[Question]:
    options = tuple(Option(kind.value, KIND_WORDS[kind]) for kind in kinds)
    yield Question("kind", Look.CHOICE, "What do you refer?", options=options)
    yield Question(
        "together",
        Look.CHOICE,
        "Is the person with you?",
        "In person, by telephone or by video: you read aloud, and take down what they say.",
        options=(
            Option(
                "yes", "Yes, we fill it in together", "In person, by telephone or by video: you read aloud, they say"
            ),
            Option("no", "No, I fill it in from what I know"),
        ),
        kinds=TOGETHER,
    )
    yield Question("sender_reference", Look.LINE, "Your own reference", "Letters and digits, never a name.")
    yield Question(
        "team", Look.LINE, "Your team, by its code", "Advice on quality is then told to your team.", longest=40
    )
    yield Question("worker_name", Look.LINE, "Who may be asked about it?", "You, or a colleague.")
    yield Question("worker_contact", Look.LINE, "How to reach that colleague")


def _where(areas: Sequence[str]) -> Iterable[Question]:
    known = districts.districts()
    options = tuple(Option(code, known[code].name if code in known else code) for code in areas)
    none = (Option("", "Not known, or somewhere else"),)
    yield Question("home_district", Look.SELECT, "Where do they live and are safe?", options=(*none, *options))
    yield Question("home_elsewhere", Look.LINE, "If somewhere else: which council area?", "For example Coventry")


def _needs(kinds: Sequence[PartnerKind]) -> Iterable[Question]:
    groups = [name for name in NEED_GROUPS if name == "needs_substances" or not LAW.issuperset(kinds)]
    if set(kinds) == {PartnerKind.FRAUD_LIST}:
        groups = ["needs_crime"]
    if LAW.issuperset(kinds):
        groups.append("needs_life")
    for name in groups:
        legend, needs = NEED_GROUPS[name]
        options = tuple(Option(need.value, NEED_WORDS[need]) for need in needs)
        yield Question(name, Look.TICKS, legend, options=options)


def _flags() -> Iterable[Question]:
    options = tuple(Option(flag.value, words, hint) for flag, (words, hint) in FLAG_WORDS.items())
    yield Question("flags", Look.TICKS, "Tick what is so", "Each changes who is told, or how fast.", options=options)


def _consent(asking: Asking) -> Iterable[Question]:
    if not asking.helps:
        yield from (_with(asking.wording, one) if one.name == "wording" else one for one in _CONSENT)
        return
    yield from _SPOKEN
    for kind in asking.helps:
        yield Question(f"help_{kind}", Look.CHOICE, HELP_WORDS[kind], options=(YES, NO))


def _with(wording: str, question: Question) -> Question:
    options = (Option(wording, "In the words on this page"), *question.options[1:])
    return Question(question.name, question.look, question.words, options=options)
