"""The pages of the public form, in the order in which each kind of person sees them.

Not here: what is on a page (answers.py, pages/).
"""

from enum import StrEnum


class Step(StrEnum):
    """One page of the form; CALL stands alone for who only wants to be called back."""

    WHO = "who"
    HELPER = "helper"
    SITUATION = "situation"
    ABOUT = "about"
    CONTACT = "contact"
    CAREFUL = "careful"
    NEEDS = "needs"
    EQUALITY = "equality"
    CONSENT = "consent"
    CALL = "call"
    CHECK = "check"


class ForWhom(StrEnum):
    """Who needs help: oneself, a child one looks after, somebody else who agrees, or oneself as their supporter."""

    ME = "me"
    YOUNG = "young"
    CHILD = "child"
    OTHER = "other"
    SUPPORTER = "supporter"


FOR_SOMEBODY_ELSE = frozenset({ForWhom.CHILD, ForWhom.OTHER})


def steps_for(for_whom: str, *, only_call: bool, may_ask_consent: bool, with_equality: bool) -> tuple[Step, ...]:
    """The pages in order.

    `may_ask_consent` is false where the person does not know of the form: nobody can agree for them then.
    """
    if only_call:
        return (Step.CALL, Step.CHECK)
    helper = (Step.HELPER,) if for_whom in FOR_SOMEBODY_ELSE else ()
    equality = (Step.EQUALITY,) if with_equality else ()
    consent = (Step.CONSENT,) if may_ask_consent else ()
    asked = (Step.SITUATION, Step.ABOUT, Step.CONTACT, Step.CAREFUL, Step.NEEDS)
    return (Step.WHO, *helper, *asked, *equality, *consent, Step.CHECK)
