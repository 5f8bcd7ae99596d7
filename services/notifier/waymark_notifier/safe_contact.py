"""How the person may be reached, in words for the top of a page: only a clear yes is safe (domain.md section 4).

Works on what the release door gave, and keeps nothing. Not here: the release itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from waymark.words import Answer

_WAYS = {
    "mobile_safe": "Mobile call",
    "text_safe": "Text message",
    "voicemail_safe": "Voicemail",
    "landline_safe": "Landline call",
    "email_safe": "E-mail",
    "post_safe": "Post",
    "third_person_safe": "Through the other person named",
}
_NEEDED_FOR = {
    "mobile": ("mobile_safe", "text_safe"),
    "landline": ("landline_safe",),
    "email": ("email_safe",),
    "third_person": ("third_person_safe",),
    "third_person_relation": ("third_person_safe",),
    "third_person_contact": ("third_person_safe",),
}
_NOTES = {
    "who_may_answer": "Who may answer",
    "who_must_not_know": "Who must not know",
    "if_unreachable": "If nobody can be reached",
}
# An answer that a worker must act on, either way it was given; what nobody asked is not said here.
_RULES = {
    ("hide_number", Answer.YES): "Call without showing a number.",
    ("keep_messages", Answer.NO): "Leave nothing that somebody could find: no message, no letter.",
    ("phone_shared", Answer.YES): "The alleged person uses the telephone too.",
    ("email_shared", Answer.YES): "The alleged person reads the e-mails too.",
    ("address_shared", Answer.YES): "The alleged person lives at the address.",
    ("do_not_contact", Answer.YES): "Do not contact: ask the sender.",
}


@dataclass(frozen=True, slots=True)
class SafeContactAdvice:
    """What may and may not be done to reach the person; times, code word and instructions as the person gave them.

    `notes` are what else was written, with its heading; `rules` what follows from answers.
    """

    safe: tuple[str, ...]
    unsafe: tuple[str, ...]
    times: str
    code_word: str
    instructions: str
    notes: tuple[tuple[str, str], ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def may_contact(self) -> bool:
        """Whether any way is known to be safe."""
        return bool(self.safe)


def advice(group: Mapping[str, object] | None) -> SafeContactAdvice:
    """Advice from the released safe-contact group; without one, no way counts as safe."""
    given = group or {}
    safe = tuple(words for name, words in _WAYS.items() if given.get(name) == Answer.YES.value)
    unsafe = tuple(words for words in _WAYS.values() if words not in safe)
    return SafeContactAdvice(
        safe,
        unsafe,
        times=str(given.get("times") or ""),
        code_word=str(given.get("code_word") or ""),
        instructions=str(given.get("instructions") or ""),
        notes=tuple((words, str(given[name])) for name, words in _NOTES.items() if given.get(name)),
        rules=tuple(words for (name, answer), words in _RULES.items() if given.get(name) == answer.value),
    )


def is_usable(way: str, group: Mapping[str, object] | None) -> bool:
    """Whether a contact detail ("mobile", "landline", "email") may be used in at least one safe manner."""
    given = group or {}
    return any(given.get(name) == Answer.YES.value for name in _NEEDED_FOR.get(way, ()))
