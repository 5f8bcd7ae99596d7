"""How somebody may be reached, as the partner's form asks it, and as a sender is asked it again later.

What was said before and keeps somebody safe stays where the second leaves it open (ADR 0020). Not here: the other
questions (questions.py), what an answer comes to (reply.py).
"""

from waymark.words import SafeNote
from waymark_intake.refer.question import HARM, NO, SAFE, YES, Look, Option, Question

_NOTE_WORDS = {
    SafeNote.TIMES: "The safe days and times",
    SafeNote.CODE_WORD: "The code word",
    SafeNote.INSTRUCTIONS: "What to avoid",
    SafeNote.WHO_MAY_ANSWER: "Who may answer",
    SafeNote.WHO_MUST_NOT_KNOW: "Who must not know",
    SafeNote.IF_UNREACHABLE: "What to do if nobody can be reached",
}
CONTACT = (
    Question(
        "do_not_contact",
        Look.TICKS,
        "Is there no safe way at all?",
        options=(Option("yes", "Nobody may make contact for now", "You are asked first, and nobody tries."),),
    ),
    Question("mobile", Look.LINE, "Mobile number"),
    Question("mobile_safe", Look.CHOICE, "Is it safe to call the mobile?", options=SAFE),
    Question("text_safe", Look.CHOICE, "Is it safe to send it a text message?", options=SAFE),
    Question("voicemail_safe", Look.CHOICE, "Is it safe to leave a voice message?", options=SAFE),
    Question(
        "phone_shared",
        Look.CHOICE,
        "Does the person who did it use or see the mobile too?",
        options=(YES, NO),
        kinds=HARM,
    ),
    Question("landline", Look.LINE, "Landline number"),
    Question("landline_safe", Look.CHOICE, "Is it safe to call the landline?", "Who else answers it?", options=SAFE),
    Question("email", Look.LINE, "E-mail address"),
    Question("email_safe", Look.CHOICE, "Is it safe to write to it?", "Who else reads it?", options=SAFE),
    Question("address", Look.WORDS, "Postal address, one line each", longest=600),
    Question("postcode", Look.LINE, "Postcode", longest=12),
    Question("post_safe", Look.CHOICE, "Is it safe to send letters there?", options=SAFE),
    Question("no_fixed_address", Look.CHOICE, "Are they without a fixed address?", options=(YES, NO)),
    Question("times", Look.LINE, "Safe days and times"),
    Question("code_word", Look.LINE, "Code word", "Whoever calls says it first, so that the person knows who it is."),
    Question("instructions", Look.LINE, "Anything to avoid", "For example: say that it is about a delivery."),
)
_EARLIER = "Leave it open and what was said before stays."
_NO_WAY_NOW = (
    Option("yes", "Nobody may make contact for now", "You are asked first, and nobody tries."),
    Option("no", "There is a safe way now"),
)
_ANSWERED_ANEW = {
    "do_not_contact": Question(
        "do_not_contact", Look.CHOICE, "Is there no safe way at all?", _EARLIER, options=_NO_WAY_NOW
    ),
    "phone_shared": Question(
        "phone_shared",
        Look.CHOICE,
        "Does the person who did it use or see the telephone too?",
        _EARLIER,
        options=(YES, NO),
    ),
}
_STANDS = (
    Question(
        "email_shared",
        Look.CHOICE,
        "Does the person who did it read the e-mails too?",
        _EARLIER,
        options=(YES, NO),
    ),
    Question("hide_number", Look.CHOICE, "Must a caller hide their number?", _EARLIER, options=(YES, NO)),
    Question("who_must_not_know", Look.LINE, "Who must not know?", _EARLIER),
    Question(
        "taken_back",
        Look.TICKS,
        "Is anything that was noted before over?",
        "Tick only what the person told you. A note you write anew takes the place of the old one by itself.",
        options=tuple(Option(note.value, words) for note, words in _NOTE_WORDS.items()),
    ),
)
WAYS = (
    *(
        _ANSWERED_ANEW.get(one.name, one)
        for one in CONTACT
        if one.name not in {"address", "postcode", "post_safe", "no_fixed_address"}
    ),
    *_STANDS,
)
"""What a sender is asked again about ways of contact; an address stays as it was."""
