"""The page by which a sender answers what it was asked: its questions, and the answer that comes of them.

Not here: what an answer does (answered.py).
"""

from typing import Any

from waymark_intake.following.receipt import ReferralView
from waymark_intake.records.answered import OF_CONTACT
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.question import Question
from waymark_intake.refer.questions import NRM
from waymark_intake.refer.ways import WAYS

_CONTACT, _TAKEN_BACK = ("mobile", "landline", "email"), "taken_back"


def questions_for(view: ReferralView) -> tuple[Question, ...]:
    """What is asked about this referral; where nothing is, ways of contact may be told anew."""
    missing = {one.missing for one in view.allocations}
    asks_nrm = "nrm_agreement" in missing
    asks_ways = "safe_contact" in missing or any(one.code in OF_CONTACT for one in view.quality)
    return (*((NRM,) if asks_nrm else ()), *(WAYS if asks_ways or not asks_nrm else ()))


def drafted_answer(answers: ReferAnswers, version: int) -> dict[str, Any]:
    """The answer in the shape the API takes; ways of contact and what is safe come together or not at all."""
    contact = {name: answers.one(name) for name in _CONTACT if answers.one(name)}
    apart = (*_CONTACT, _TAKEN_BACK)
    safe = {one.name: _said(one, answers) for one in WAYS if one.name not in apart and _said(one, answers)}
    over = answers.many(_TAKEN_BACK)
    given: dict[str, Any] = {"version": version}
    if contact or safe or over:
        given |= {"contact": contact, "safe_contact": safe}
    if over:
        given[_TAKEN_BACK] = list(over)
    if answers.one(NRM.name):
        given["nrm_agreed"] = answers.one(NRM.name)
    return given


def _said(question: Question, answers: ReferAnswers) -> str:
    return answers.one(question.name)
