"""Why two records may be one person, in words: how alike they are and what that weighs, never what they say.

Not here: the page that shows it.
"""

from collections.abc import Mapping

from waymark_intake.repeat.apart import Basis
from waymark_intake.repeat.compare import Level, Part
from waymark_intake.repeat.decision import Hindrance
from waymark_intake.repeat.pair import Because, Judgement, PairState

_PART_WORDS = {
    Part.GIVEN: "First name",
    Part.FAMILY: "Family name",
    Part.BORN: "Date of birth",
    Part.ADDRESS: "Address",
    Part.PHONE: "Telephone number",
    Part.EMAIL: "E-mail address",
}
_LEVEL_WORDS = {
    Level.MISSING: "not in both records",
    Level.SAME: "the same",
    Level.FORM: "one is a short form of the other",
    Level.SWAPPED: "first and family name the other way round",
    Level.CLOSE: "one letter or so different",
    Level.SIMILAR: "similar",
    Level.SHARED: "one part of a double name the same",
    Level.ONE_EDIT: "one digit different",
    Level.DAY_AND_MONTH: "day and month the other way round",
    Level.WEAK_YEAR: "the same year; one is 1 January, often a stand-in",
    Level.WEAK_OTHER: "another year; one is 1 January, often a stand-in",
    Level.SAME_YEAR: "only the year the same",
    Level.POSTCODE_OR_STREET: "the same postcode, or the same house and street",
    Level.NEAR: "nearby, or spelt differently",
    Level.DIFFERENT: "different",
}
_HINDRANCE_WORDS = {
    Hindrance.CONTRADICTION: "Names or dates of birth contradict each other, as with brothers, sisters or twins.",
    Hindrance.YOUNG_IN_ONE_HOME: "A young child, and both live at the same address: it may be a brother or sister.",
    Hindrance.SELF_REFERRAL: "One came by the public form, where nobody has proved who they are.",
    Hindrance.KEPT_APART: "One is marked never to be linked without a person.",
    Hindrance.PARTED_BEFORE: "Somebody has said before that one of them is another person.",
    Hindrance.ANOTHER_AS_LIKELY: "More than one earlier record fits, and those are not linked to each other.",
}
STATE_WORDS = {
    PairState.OPEN: "Waits for a person",
    PairState.UNSURE: "Not sure yet",
    PairState.LINKED: "Linked by itself",
    PairState.CONFIRMED: "The same person",
    PairState.REJECTED: "Different people",
    PairState.UNDONE: "Link undone",
}
JUDGEMENT_WORDS = {
    Judgement.SAME: "It is the same person",
    Judgement.DIFFERENT: "They are different people",
    Judgement.NOT_SURE: "I am not sure",
    Judgement.UNDO: "Undo the link",
}
BECAUSE_WORDS = {
    Because.SPOKE_TO_PERSON: "The person said so, asked in a safe way",
    Because.ASKED_SENDER: "A sender of one of the referrals said so",
    Because.ASKED_PROVIDER: "A provider who knows the person said so",
    Because.RECORDS_COMPARED: "What is alike and what differs is clear enough",
    Because.RELATIVES: "They are relatives or live together",
    Because.MISTAKE: "It was decided by mistake",
    Because.NOT_ENOUGH: "There is not enough to go by",
    Because.KEPT_APART: "One of them is never linked without a person",
}
_ASKED = (Because.SPOKE_TO_PERSON, Because.ASKED_SENDER, Because.ASKED_PROVIDER, Because.RECORDS_COMPARED)
BECAUSE_OF = {
    Judgement.SAME: _ASKED,
    Judgement.DIFFERENT: (*_ASKED, Because.RELATIVES),
    Judgement.NOT_SURE: (Because.NOT_ENOUGH,),
    Judgement.UNDO: (*_ASKED, Because.RELATIVES, Because.MISTAKE),
}
"""On what each judgement may stand."""
BASIS_WORDS = {
    Basis.EXPLICIT_CONSENT: "The person agreed in clear words",
    Basis.SAFEGUARDING_CHILDREN: "To protect a child",
    Basis.SAFEGUARDING_ADULTS: "To protect an adult at risk",
    Basis.VITAL_INTERESTS: "To save somebody's life",
}
_FOR, _AGAINST = "speaks for it", "speaks against it"


def reasons(levels: Mapping[Part, Level], weights: Mapping[Part, float]) -> list[str]:
    """One sentence for each part, the heaviest first; what is missing comes last."""
    parts = sorted(levels, key=lambda part: -abs(weights.get(part, 0.0)))
    return [_sentence(part, levels[part], weights.get(part)) for part in parts]


def _sentence(part: Part, level: Level, weight: float | None) -> str:
    said = f"{_PART_WORDS[part]}: {_LEVEL_WORDS[level]}"
    if weight is None or level is Level.MISSING:
        return f"{said}."
    return f"{said} ({_FOR if weight >= 0 else _AGAINST}, {weight:+.1f})."


def hindrance_words(hindrances: tuple[Hindrance, ...]) -> list[str]:
    """Why it was not linked by itself."""
    return [_HINDRANCE_WORDS[hindrance] for hindrance in hindrances]
