"""What a person may say of their situation, in plain words, and what it stands for: a closed table, never a label.

People are asked what happens to them, not what it is called (needs assessment, section 3). Each situation belongs to
one kind of help, which the person agrees to or not by name; a need that support workers meet counts only where these
are agreed to. Not here: the form's other answers (self_answers.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from waymark.words import Flag, Need, OffenceClass


class HelpKind(StrEnum):
    """A kind of help by what it does; the form asks about each by its words below."""

    SUPPORT = "support"
    UNWANTED_SEX = "unwanted_sex"
    HOME = "home"
    UNDER_PRESSURE = "under_pressure"
    MADE_TO_WORK = "made_to_work"
    BEREAVED = "bereaved"
    TRICKED = "tricked"
    SUBSTANCES = "substances"


HELP_WORDS: Mapping[HelpKind, str] = {
    HelpKind.SUPPORT: "Support workers who listen, explain your choices and help with practical things",
    HelpKind.UNWANTED_SEX: "A specialist service for people to whom something sexual was done that they did not want",
    HelpKind.HOME: "A specialist service for people who are hurt, controlled or frightened by someone close",
    HelpKind.UNDER_PRESSURE: "Workers who help people whom others use or put under pressure",
    HelpKind.MADE_TO_WORK: "A specialist service for people who are made to work or cannot leave",
    HelpKind.BEREAVED: "A service for people who lost someone close to them through a crime",
    HelpKind.TRICKED: "A service that helps people who were tricked out of money",
    HelpKind.SUBSTANCES: "A drug and alcohol service",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """One line to tick. `child_flags` count where the person is, or may be, under 18; so does `endangers_a_child`."""

    code: str
    words: str
    help: HelpKind
    needs: tuple[Need, ...]
    flags: tuple[Flag, ...] = ()
    child_flags: tuple[Flag, ...] = ()
    offence_class: OffenceClass | None = None
    endangers_a_child: bool = False


# What support workers do: they would be offered a referral with one of these needs, or with one of the other classes.
GENERAL_NEEDS: frozenset[Need] = frozenset(
    {
        Need.EMOTIONAL_SUPPORT,
        Need.SAFETY_PLANNING,
        Need.PRACTICAL_HELP,
        Need.ASB_SUPPORT,
        Need.VICTIMS_RIGHTS_INFO,
    }
)
SPECIALISTS_CLASSES: frozenset[OffenceClass] = frozenset({OffenceClass.SEXUAL, OffenceClass.MODERN_SLAVERY})

TALK = "talk"
SITUATIONS: tuple[Situation, ...] = (
    Situation(
        "hurt",
        "Someone hurt me, threatened me or frightens me",
        HelpKind.SUPPORT,
        (Need.EMOTIONAL_SUPPORT, Need.SAFETY_PLANNING),
        offence_class=OffenceClass.VIOLENCE,
    ),
    Situation(
        "home",
        "A partner, an ex or someone in my family hurts me, controls me or frightens me",
        HelpKind.HOME,
        (Need.SAFETY_PLANNING, Need.EMOTIONAL_SUPPORT),
        flags=(Flag.DOMESTIC_ABUSE,),
        endangers_a_child=True,
    ),
    Situation(
        "sexual",
        "Someone did something sexual to me that I did not want, lately or long ago",
        HelpKind.UNWANTED_SEX,
        (Need.ISVA, Need.COUNSELLING),
        offence_class=OffenceClass.SEXUAL,
        endangers_a_child=True,
    ),
    Situation(
        "gifts",
        "Someone gives me things, money, drugs or a place to stay and wants sex or pictures for it",
        HelpKind.UNDER_PRESSURE,
        (Need.EXPLOITATION_SUPPORT,),
        child_flags=(Flag.CHILD_EXPLOITATION,),
        endangers_a_child=True,
    ),
    Situation(
        "carry",
        "Someone makes me carry, hide or sell things for them, or uses my home or my bank account",
        HelpKind.UNDER_PRESSURE,
        (Need.EXPLOITATION_SUPPORT, Need.SAFETY_PLANNING),
        child_flags=(Flag.CHILD_EXPLOITATION,),
        endangers_a_child=True,
    ),
    Situation(
        "work",
        "I have to work for someone who keeps my pay or my papers, or I am not free to leave",
        HelpKind.MADE_TO_WORK,
        (Need.NRM_SUPPORT, Need.SAFE_ACCOMMODATION),
        flags=(Flag.MODERN_SLAVERY,),
        child_flags=(Flag.CHILD_EXPLOITATION,),
        offence_class=OffenceClass.MODERN_SLAVERY,
        endangers_a_child=True,
    ),
    Situation(
        "online",
        "Someone follows me, bothers me again and again, or shares things about me online",
        HelpKind.SUPPORT,
        (Need.EMOTIONAL_SUPPORT, Need.SAFETY_PLANNING),
        offence_class=OffenceClass.STALKING_HARASSMENT,
    ),
    Situation(
        "hate",
        "I was picked on because of who I am, where I come from or what I believe",
        HelpKind.SUPPORT,
        (Need.EMOTIONAL_SUPPORT,),
        flags=(Flag.HATE_CRIME,),
    ),
    Situation(
        "taken",
        "Something was taken from me or broken, or someone broke in",
        HelpKind.SUPPORT,
        (Need.EMOTIONAL_SUPPORT, Need.PRACTICAL_HELP),
        offence_class=OffenceClass.THEFT,
    ),
    Situation(
        "tricked",
        "I was tricked out of money, or someone used my name",
        HelpKind.TRICKED,
        (Need.FRAUD_RECOVERY,),
        offence_class=OffenceClass.FRAUD,
    ),
    Situation(
        "neighbours",
        "People near my home make life miserable for me",
        HelpKind.SUPPORT,
        (Need.ASB_SUPPORT,),
        offence_class=OffenceClass.ASB,
    ),
    Situation(
        "died",
        "Someone close to me was killed",
        HelpKind.BEREAVED,
        (Need.EMOTIONAL_SUPPORT, Need.PRACTICAL_HELP),
        flags=(Flag.BEREAVED,),
    ),
    Situation("alcohol", "I want help with drinking", HelpKind.SUBSTANCES, (Need.ALCOHOL,)),
    Situation("drugs", "I want help with drugs", HelpKind.SUBSTANCES, (Need.OTHER_SUBSTANCE, Need.HARM_REDUCTION)),
    Situation(
        "supporter",
        "I support someone to whom something like this happened",
        HelpKind.SUPPORT,
        (Need.EMOTIONAL_SUPPORT, Need.VICTIMS_RIGHTS_INFO),
    ),
    Situation(
        TALK,
        "Something else, or I would rather talk to someone first",
        HelpKind.SUPPORT,
        (Need.EMOTIONAL_SUPPORT,),
    ),
)
BY_CODE: Mapping[str, Situation] = {situation.code: situation for situation in SITUATIONS}

# The class that decides most for the person comes first; the others stay visible as needs and flags.
_WEIGHTIEST: tuple[OffenceClass, ...] = (
    OffenceClass.SEXUAL,
    OffenceClass.MODERN_SLAVERY,
    OffenceClass.STALKING_HARASSMENT,
    OffenceClass.VIOLENCE,
    OffenceClass.FRAUD,
    OffenceClass.THEFT,
    OffenceClass.ASB,
)


def chosen(codes: Iterable[str]) -> tuple[Situation, ...]:
    """The situations of these codes, in the order of the table."""
    wanted = set(codes)
    return tuple(situation for situation in SITUATIONS if situation.code in wanted)


def kinds_of_help(situations: Iterable[Situation]) -> tuple[HelpKind, ...]:
    """The kinds of help these situations call for, each once, in the order of the list.

    Support workers can help in all of them but where help with drink or drugs is all that is wanted.
    """
    found = {situation.help for situation in situations}
    if found - {HelpKind.SUBSTANCES}:
        found.add(HelpKind.SUPPORT)
    return tuple(kind for kind in HelpKind if kind in found)


def weightiest(situations: Iterable[Situation]) -> OffenceClass | None:
    """The one offence class that says most about them; None where none of them is an offence by itself."""
    found = {situation.offence_class for situation in situations}
    return next((offence_class for offence_class in _WEIGHTIEST if offence_class in found), None)
