"""The answers of the public form, step by step: read as typed and kept as typed.

Not here: what is wrong with them (fault.py), what they come to (canonical.py), and how the questions look (pages/).
"""

import re
from collections.abc import Mapping, Sequence

from waymark_intake.records.record import RecordPart
from waymark_intake.self_referral.situation import BY_CODE, TALK, HelpKind, chosen, kinds_of_help
from waymark_intake.self_referral.step import FOR_SOMEBODY_ELSE, ForWhom, Step, steps_for


class Answers(RecordPart):
    """Everything answered so far, as typed; "" where nothing was said. It prints nothing.

    `for_whom` is a ForWhom; `safe_now` is yes, no or not_sure; `age_group` under_18, adult or not_sure; `area` a
    district's code, elsewhere or not_said; each `..._safe` yes or no; `told` whether somebody else knows and agrees;
    `help_yes` and `help_no` are kinds of help agreed to and not; `speaks` a language by its code.
    """

    only_call: bool = False
    for_whom: str = ""
    safe_now: str = ""
    helper_name: str = ""
    helper_role: str = ""
    helper_contact: str = ""
    helper_safe: str = ""
    told: str = ""
    situations: tuple[str, ...] = ()
    words: str = ""
    name: str = ""
    pronouns: str = ""
    age_group: str = ""
    age: str = ""
    area: str = ""
    phone: str = ""
    call_safe: str = ""
    text_safe: str = ""
    voicemail_safe: str = ""
    email: str = ""
    email_safe: str = ""
    post: str = ""
    post_safe: str = ""
    trusted_name: str = ""
    trusted_contact: str = ""
    trusted_safe: str = ""
    avoiding: tuple[str, ...] = ()
    avoid: str = ""
    hidden_number: str = ""
    days: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    times: str = ""
    code_word: str = ""
    not_to_know: str = ""
    keep_message: str = ""
    no_reply: str = ""
    speaks: str = ""
    interpreter: str = ""
    access: str = ""
    wishes: tuple[str, ...] = ()
    ethnicity: str = ""
    religion: str = ""
    orientation: str = ""
    gender: str = ""
    disability: str = ""
    help_yes: tuple[str, ...] = ()
    help_no: tuple[str, ...] = ()

    @property
    def is_for_somebody_else(self) -> bool:
        """Whether the person who fills it in is not the one it is about."""
        return self.for_whom in FOR_SOMEBODY_ELSE and not self.only_call

    @property
    def may_ask_consent(self) -> bool:
        """Whether whoever is asked can agree: for themselves, for a child they look after, or passing on a yes."""
        return self.for_whom != ForWhom.OTHER or self.told == "yes" or self.only_call


Sent = Mapping[str, Sequence[str]]
# Who is under 18 by the first answer: not asked again.
IS_YOUNG = frozenset({ForWhom.YOUNG, ForWhom.CHILD})
YES_NO = ("yes", "no")
ELSEWHERE, NOT_SAID = "elsewhere", "not_said"
LONGEST_LINE, LONGEST_TEXT, LONGEST_ADDRESS, LONGEST_HINT = 200, 5_000, 600, 80
EQUALITY = "equality"
CHOICES: Mapping[str, tuple[str, ...]] = {
    "for_whom": tuple(ForWhom),
    "safe_now": ("yes", "no", "not_sure"),
    "helper_role": ("parent", "relative", "friend", "worker"),
    "helper_safe": YES_NO,
    "told": YES_NO,
    "age_group": ("under_18", "adult", "not_sure"),
    "call_safe": YES_NO,
    "text_safe": YES_NO,
    "voicemail_safe": YES_NO,
    "email_safe": YES_NO,
    "post_safe": YES_NO,
    "trusted_safe": YES_NO,
    "hidden_number": ("hide", "show"),
    "keep_message": YES_NO,
    "no_reply": ("again", "trusted", "stop"),
    "interpreter": ("no", "spoken", "bsl"),
}
TICKS: Mapping[str, tuple[str, ...]] = {
    "situations": tuple(BY_CODE),
    "avoiding": ("who", "why", "others"),
    "days": ("weekdays", "saturday", "sunday"),
    "hours": ("morning", "afternoon", "evening"),
    "wishes": ("woman", "man", "background", "online", "near", EQUALITY),
}
LONG: Mapping[str, int] = {"words": LONGEST_TEXT, "post": LONGEST_ADDRESS, "access": LONGEST_TEXT}
SHORT: Mapping[str, int] = {"avoid": LONGEST_HINT, "times": LONGEST_HINT}
FIELDS: Mapping[Step, tuple[str, ...]] = {
    Step.WHO: ("for_whom", "safe_now"),
    Step.HELPER: ("helper_name", "helper_role", "helper_contact", "helper_safe", "told"),
    Step.SITUATION: ("situations", "words"),
    Step.ABOUT: ("name", "pronouns", "age_group", "age", "area"),
    Step.CONTACT: (
        "phone",
        "call_safe",
        "text_safe",
        "voicemail_safe",
        "email",
        "email_safe",
        "post",
        "post_safe",
        "trusted_name",
        "trusted_contact",
        "trusted_safe",
    ),
    Step.CAREFUL: (
        "days",
        "hours",
        "times",
        "hidden_number",
        "avoiding",
        "avoid",
        "keep_message",
        "code_word",
        "not_to_know",
        "no_reply",
    ),
    Step.NEEDS: ("speaks", "interpreter", "access", "wishes"),
    Step.EQUALITY: ("ethnicity", "religion", "orientation", "gender", "disability"),
    Step.CONSENT: (),
    Step.CALL: (
        "safe_now",
        "phone",
        "call_safe",
        "voicemail_safe",
        "times",
        "name",
        "code_word",
        "age_group",
        "speaks",
        "interpreter",
    ),
    Step.CHECK: (),
}
# Kept beside the page's own where somebody only wants a call: what was agreed to.
_WITH_A_CALL = ("only_call", "help_yes", "help_no")
_NOT_TEXT = re.compile(r"[\x00-\x09\x0B-\x1F\x7F\ud800-\udfff]")


def steps_of(answers: Answers) -> tuple[Step, ...]:
    """The pages in order for who answered so."""
    return steps_for(
        answers.for_whom,
        only_call=answers.only_call,
        may_ask_consent=answers.may_ask_consent,
        with_equality=EQUALITY in answers.wishes,
    )


def read_step(step: Step, sent: Sent, before: Answers, *, areas: Sequence[str], languages: Sequence[str]) -> Answers:
    """The answers with those of one page put in; a choice that is not on the page counts as none."""
    closed = {**CHOICES, "area": (*areas, ELSEWHERE, NOT_SAID), "speaks": languages}
    news: dict[str, object] = {}
    for name in FIELDS[step]:
        typed = sent.get(name, ())
        if name in TICKS:
            news[name] = tuple(code for code in TICKS[name] if code in typed)
        else:
            news[name] = _choice_or_text(name, next(iter(typed), ""), closed.get(name))
    if step in {Step.CONSENT, Step.CALL}:
        news |= {f"help_{word}": _help(sent, word) for word in YES_NO}
    if news.get("for_whom", before.for_whom) in IS_YOUNG and step in {Step.WHO, Step.ABOUT}:
        news["age_group"] = "under_18"
    return before.model_copy(update=news)


def counted(answers: Answers) -> Answers:
    """The answers that are sent: those on the pages that were shown to who answered so, and nothing left behind."""
    names = (
        (*_WITH_A_CALL, *FIELDS[Step.CALL])
        if answers.only_call
        else ("age_group", "help_yes", "help_no", *(name for step in steps_of(answers) for name in FIELDS[step]))
    )
    return Answers().model_copy(update={name: getattr(answers, name) for name in names})


def asked_help(answers: Answers) -> tuple[HelpKind, ...]:
    """The kinds of help this person is asked about by name."""
    return kinds_of_help(chosen((TALK,) if answers.only_call else answers.situations))


def digits_of(phone: str) -> str:
    """A telephone number without what people write between its digits."""
    return re.sub(r"[\s().-]", "", phone)


def longest(name: str) -> int:
    """How long a typed answer may be, in characters."""
    return LONG.get(name) or SHORT.get(name) or LONGEST_LINE


def _choice_or_text(name: str, typed: str, allowed: Sequence[str] | None) -> str:
    if allowed is not None:
        return typed if typed in allowed else ""
    text = _NOT_TEXT.sub("", typed.replace("\r\n", "\n").replace("\t", " "))
    text = text if name in LONG else text.replace("\n", " ")
    return text.strip()[: 2 * longest(name)]


def _help(sent: Sent, word: str) -> tuple[str, ...]:
    return tuple(kind for kind in HelpKind if next(iter(sent.get(f"help_{kind}", ())), "") == word)
