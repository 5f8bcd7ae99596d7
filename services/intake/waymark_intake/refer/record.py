"""The form's answers -> the partner record they stand for, in the shape the API takes; what no field can take is said.

The record is judged by the same door as every other one, so nothing is checked twice. Not here: the questions.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from waymark.reference import districts
from waymark.words import Flag, Need, Position
from waymark_intake.partner.assisted import asked_about
from waymark_intake.partner.kind import BRINGS, PartnerKind
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.characteristics import equality_told
from waymark_intake.refer.language import language_named
from waymark_intake.refer.moment import NotRead, born_about, day_of, moment_of
from waymark_intake.refer.questions import OWN_WORDING, TOGETHER
from waymark_intake.refer.words import NEED_GROUPS
from waymark_intake.self_referral.situation import HelpKind

SPOKEN_AT = "spoken_at"
"""Where the moment is kept at which the person's answers were taken down."""
_LONGEST_LINE, _MOST_ADDRESS_LINES, _MOST_LISTED = 200, 8, 20
_SAFE = ("mobile_safe", "text_safe", "voicemail_safe", "landline_safe", "email_safe", "post_safe")


@dataclass(frozen=True, slots=True)
class Unread:
    """One answer that no record can take: the field on the page, and what to do in words."""

    field: str
    words: str


@dataclass(frozen=True, slots=True, repr=False)
class Drafted:
    """The record as it would be sent, empty parts left out, and what of the answers could not be read."""

    record: Mapping[str, Any]
    unread: tuple[Unread, ...]


def helps_asked(answers: ReferAnswers, kind: PartnerKind | None) -> tuple[HelpKind, ...]:
    """The kinds of help to ask the person about while filling it in together; none where it is not."""
    if kind not in TOGETHER or answers.one("together") != "yes":
        return ()
    brings = BRINGS[kind]
    needs = {Need(code) for code in _needs(answers)} | {*brings.needs, *brings.else_needs}
    return asked_about(needs, {Flag(code) for code in _flags(answers)})


def drafted(answers: ReferAnswers, kind: PartnerKind, *, by: str = "", wording: str = "") -> Drafted:
    """What these answers come to for that kind.

    Where it was filled in together `by` is the worker's name, and `wording` names the words that were on the page.
    """
    reading = _Reading(answers)
    together = _together(reading, helps_asked(answers, kind), by=by)
    parts = {
        "kind": kind.value,
        "sender_reference": answers.one("sender_reference"),
        "team": answers.one("team"),
        "person": _person(reading),
        "safe_contact": _safe_contact(answers),
        "consent": _own_consent(answers, together, wording) if together else _consent(reading),
        "assisted": together,
        "needs": _needs(answers),
        "flags": _flags(answers),
        "offence_code": answers.one("offence_code"),
        "occurred_on": reading.day("occurred_on"),
        "account": answers.one("account"),
        "risk_summary": answers.one("risk_summary"),
        "justice_notes": answers.one("justice_notes"),
        "worker": _kept({"name": answers.one("worker_name"), "contact": answers.one("worker_contact")}),
        "nrm_agreed": answers.one("nrm_agreed"),
        "suspect": _kept({"name": answers.one("suspect_name"), "relation": answers.one("suspect_relation")}),
        "circumstances": _kept({"harm_contexts": list(answers.many("harm_contexts"))}),
        **_special(reading, kind),
    }
    return Drafted({"person": {}, **_kept(parts)}, tuple(reading.unread))


class _Reading:
    """The answers, with what could not be read of them so far."""

    def __init__(self, answers: ReferAnswers) -> None:
        self.answers = answers
        self.unread: list[Unread] = []

    def day(self, name: str) -> str:
        return self._read(lambda: day_of(self.answers, name))

    def moment(self, name: str) -> str:
        return self._read(lambda: moment_of(self.answers, name))

    def wrong(self, field: str, words: str) -> None:
        self.unread.append(Unread(field, words))

    def _read(self, typed: Callable[[], date | None]) -> str:
        try:
            found = typed()
        except NotRead as error:
            self.wrong(error.field, error.words)
            return ""
        return found.isoformat() if found else ""


def _person(reading: _Reading) -> dict[str, Any]:
    answers = reading.answers
    plain = ("given_name", "family_name", "known_as", "pronouns", "sex", "mobile", "landline", "email", "postcode")
    guardian = {
        "name": answers.one("guardian_name"),
        "contact": answers.one("guardian_contact"),
        "safe_to_inform": answers.one("guardian_safe"),
    }
    return _kept(
        {
            **{name: answers.one(name) for name in plain},
            **_born(reading),
            "role": answers.one("role"),
            "communication_aids": list(answers.many("communication_aids")),
            "preferences": list(answers.many("preferences")),
            "household": _household(answers),
            "health": _kept({"pregnant": answers.one("pregnant")}),
            "due_on": reading.day("due_on"),
            "equality": equality_told(answers),
            "do_not_link": answers.one("do_not_link"),
            "age_years": _age(reading),
            "age_is_estimate": bool(answers.many("age_is_estimate")),
            "address_lines": list(_lines(answers.one("address"), _MOST_ADDRESS_LINES)),
            "no_fixed_address": answers.one("no_fixed_address"),
            "home_district": _district(reading),
            "language": _language(reading),
            "health_needs": answers.one("health_needs"),
            "guardian": _kept(guardian),
        }
    )


def _born(reading: _Reading) -> dict[str, Any]:
    about = born_about(reading.answers, "date_of_birth")
    if about is None:
        return {"date_of_birth": reading.day("date_of_birth")}
    return {"birth_year": about[0], "birth_month": about[1]}


def _age(reading: _Reading) -> int | None:
    typed = reading.answers.one("age_years")
    if typed and not (typed.isascii() and typed.isdigit()):
        reading.wrong("age_years", "Enter the age in whole years, for example 17")
        return None
    return int(typed) if typed else None


def _district(reading: _Reading) -> str:
    answers = reading.answers
    if answers.one("home_district") or not answers.one("home_elsewhere"):
        return answers.one("home_district")
    found = districts.district_named(answers.one("home_elsewhere"))
    if found is None:
        reading.wrong("home_elsewhere", "Enter the council area as it is called, for example Coventry, or leave it out")
        return ""
    return found.code


def _language(reading: _Reading) -> str:
    typed = reading.answers.one("language")
    if not typed:
        return ""
    found = language_named(typed)
    if found is None:
        reading.wrong("language", "Enter the language by its English name, for example Polish")
    return found or ""


def _household(answers: ReferAnswers) -> dict[str, Any]:
    return _kept(
        {
            "members": list(_lines(answers.one("household"), _MOST_LISTED)),
            "children": list(_lines(answers.one("children"), _MOST_LISTED)),
            "parents_aware": answers.one("parents_aware"),
            "parents_not_asked_because": answers.one("parents_not_asked_because"),
        }
    )


def _lines(text: str, most: int) -> Iterator[str]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    # Whoever writes more lines than a record has still gets all of it in.
    if len(lines) > most:
        lines = [*lines[: most - 1], ", ".join(lines[most - 1 :])]
    yield from (line[:_LONGEST_LINE] for line in lines)


def _safe_contact(answers: ReferAnswers) -> dict[str, Any]:
    plain = (*_SAFE, "phone_shared", "times", "code_word", "instructions")
    no_way = {"do_not_contact": "yes" if answers.many("do_not_contact") else ""}
    return _kept({**{name: answers.one(name) for name in plain}, **no_way})


def _together(reading: _Reading, asked: tuple[HelpKind, ...], *, by: str) -> dict[str, Any]:
    """What the person said to each kind of help; each must have been asked."""
    answers = reading.answers
    said = {kind: answers.one(f"help_{kind}") for kind in asked}
    for kind, word in said.items():
        if not word:
            reading.wrong(f"help_{kind}", "Ask about this kind of help too, and choose yes or no")
    if not asked:
        return {}
    return {
        **_kept({"by": by, "channel": answers.one("channel")}),
        "interpreter_present": answers.one("interpreter_present") == "yes",
        "agreed": [kind.value for kind, word in said.items() if word == "yes"],
        "refused": [kind.value for kind, word in said.items() if word == "no"],
    }


def _own_consent(answers: ReferAnswers, together: Mapping[str, Any], wording: str) -> dict[str, Any]:
    """The person's own word, said to the worker in the words that were on the page."""
    agreed = bool(together["agreed"])
    return _kept(
        {
            "position": (Position.GIVEN if agreed else Position.REFUSED).value,
            "explicit": agreed,
            "given_by": "self",
            "how": "spoken",
            "wording": wording,
            "asked_at": answers.one(SPOKEN_AT),
        }
    )


def _consent(reading: _Reading) -> dict[str, Any]:
    answers = reading.answers
    if not answers.one("position"):
        return {}
    was_asked = answers.one("position") not in {Position.NOT_ASKED, Position.UNABLE_TO_ASK}
    wording = answers.one("wording")
    return _kept(
        {
            "position": answers.one("position"),
            "explicit": answers.one("explicit") == "yes",
            "given_by": answers.one("given_by") if was_asked else "",
            "how": answers.one("how") if was_asked else "",
            "wording": answers.one("wording_own") if wording == OWN_WORDING else wording,
            "asked_at": reading.moment("asked_at"),
        }
    )


def _needs(answers: ReferAnswers) -> list[str]:
    ticked = {code for name in NEED_GROUPS for code in answers.many(name)}
    return [need.value for need in Need if need.value in ticked]


def _flags(answers: ReferAnswers) -> list[str]:
    ticked = set(answers.many("flags"))
    if answers.one("interpreter") == "yes":
        ticked.add(Flag.INTERPRETER.value)
    return [flag.value for flag in Flag if flag.value in ticked]


def _special(reading: _Reading, kind: PartnerKind) -> dict[str, Any]:
    answers = reading.answers
    if kind is PartnerKind.CUSTODY_DRUG_TEST:
        found = _kept({"tested_at": reading.moment("tested_at"), "substances": list(answers.many("substances"))})
        return {"drug_test": found}
    if kind is PartnerKind.PRISON_RELEASE:
        return {
            "release": _kept(
                {
                    "release_on": reading.day("release_on"),
                    "missing_reason": answers.one("release_missing"),
                    "band": answers.one("release_band"),
                }
            )
        }
    return {}


def _kept(parts: Mapping[str, Any]) -> dict[str, Any]:
    """What was given: neither "" nor empty, and no False, which is what silence means."""
    return {name: value for name, value in parts.items() if value or (value == 0 and value is not False)}
