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
}
_NEEDED_FOR = {"mobile": ("mobile_safe", "text_safe"), "landline": ("landline_safe",), "email": ("email_safe",)}


@dataclass(frozen=True, slots=True)
class SafeContactAdvice:
    """What may and may not be done to reach the person; times, code word and instructions as the person gave them."""

    safe: tuple[str, ...]
    unsafe: tuple[str, ...]
    times: str
    code_word: str
    instructions: str

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
        safe, unsafe, *(str(given.get(name) or "") for name in ("times", "code_word", "instructions"))
    )


def is_usable(way: str, group: Mapping[str, object] | None) -> bool:
    """Whether a contact detail ("mobile", "landline", "email") may be used in at least one safe manner."""
    given = group or {}
    return any(given.get(name) == Answer.YES.value for name in _NEEDED_FOR.get(way, ()))
