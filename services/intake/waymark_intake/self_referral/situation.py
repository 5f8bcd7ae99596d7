"""What a person may say of their situation, in plain words, and what it stands for: a closed table, never a label.

People are asked what happens to them, not what it is called (needs assessment, section 3). Each situation belongs to
one kind of help, which the person agrees to or not by name; a need that support workers meet counts only where these
are agreed to. Not here: the form's other answers (answers.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from waymark.words import Flag, Need, OffenceClass
from waymark_intake.self_referral.marked import marked


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
    HelpKind.SUPPORT: marked("Support workers who listen, explain your choices and help with practical things"),
    HelpKind.UNWANTED_SEX: marked(
        "A specialist service for people to whom something sexual was done that they did not want"
    ),
    HelpKind.HOME: marked("A specialist service for people who are hurt, controlled or frightened by someone close"),
    HelpKind.UNDER_PRESSURE: marked("Workers who help people whom others use or put under pressure"),
    HelpKind.MADE_TO_WORK: marked("A specialist service for people who are made to work or cannot leave"),
    HelpKind.BEREAVED: marked("A service for people who lost someone close to them through a crime"),
    HelpKind.TRICKED: marked("A service that helps people who were tricked out of money"),
    HelpKind.SUBSTANCES: marked("A drug and alcohol service"),
}
HELP_EXPLAINED: Mapping[HelpKind, str] = {
    HelpKind.SUPPORT: marked("They see what you ticked and wrote. They call or write to you, and go at your pace."),
    HelpKind.UNWANTED_SEX: marked("You need not tell it all again. Nobody there decides for you what to do next."),
    HelpKind.HOME: marked("They help you to be safer, whether you stay or go. They do not speak to that person."),
    HelpKind.UNDER_PRESSURE: marked(
        "They do not judge what you had to do. They help you find a way out when you want."
    ),
    HelpKind.MADE_TO_WORK: marked("They can help with a safe place, papers and pay, and explain your rights."),
    HelpKind.BEREAVED: marked("They help with grief, with letters and offices, and with what comes next."),
    HelpKind.TRICKED: marked("They help with banks and papers, and with not being tricked again."),
    HelpKind.SUBSTANCES: marked("They do not judge. You choose what you want to change."),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """One line to tick, in the person's words and told of another.

    `child_flags` count where the person is, or may be, under 18; so does `endangers_a_child`.
    """

    code: str
    words: str
    words_of_other: str
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
        marked("Someone hurt me, threatened me or frightens me"),
        marked("Someone hurt them, threatened them or frightens them"),
        HelpKind.SUPPORT,
        (Need.EMOTIONAL_SUPPORT, Need.SAFETY_PLANNING),
        offence_class=OffenceClass.VIOLENCE,
    ),
    Situation(
        "home",
        marked("A partner, an ex or someone in my family hurts me, controls me or frightens me"),
        marked("A partner, an ex or someone in the family hurts, controls or frightens them"),
        HelpKind.HOME,
        (Need.SAFETY_PLANNING, Need.EMOTIONAL_SUPPORT),
        flags=(Flag.DOMESTIC_ABUSE,),
        endangers_a_child=True,
    ),
    Situation(
        "sexual",
        marked("Someone did something sexual to me that I did not want, lately or long ago"),
        marked("Someone did something sexual to them that they did not want, lately or long ago"),
        HelpKind.UNWANTED_SEX,
        (Need.ISVA, Need.COUNSELLING),
        offence_class=OffenceClass.SEXUAL,
        endangers_a_child=True,
    ),
    Situation(
        "gifts",
        marked("Someone gives me things, money, drugs or a place to stay and wants sex or pictures for it"),
        marked("Someone gives them things, money, drugs or a place to stay and wants sex or pictures for it"),
        HelpKind.UNDER_PRESSURE,
        (Need.EXPLOITATION_SUPPORT,),
        child_flags=(Flag.CHILD_EXPLOITATION,),
        endangers_a_child=True,
    ),
    Situation(
        "carry",
        marked("Someone makes me carry, hide or sell things for them, or uses my home or my bank account"),
        marked("Someone makes them carry, hide or sell things, or uses their home or bank account"),
        HelpKind.UNDER_PRESSURE,
        (Need.EXPLOITATION_SUPPORT, Need.SAFETY_PLANNING),
        child_flags=(Flag.CHILD_EXPLOITATION,),
        endangers_a_child=True,
    ),
    Situation(
        "work",
        marked("I have to work for someone who keeps my pay or my papers, or I am not free to leave"),
        marked("They have to work for someone who keeps their pay or papers, or are not free to leave"),
        HelpKind.MADE_TO_WORK,
        (Need.NRM_SUPPORT, Need.SAFE_ACCOMMODATION),
        flags=(Flag.MODERN_SLAVERY,),
        child_flags=(Flag.CHILD_EXPLOITATION,),
        offence_class=OffenceClass.MODERN_SLAVERY,
        endangers_a_child=True,
    ),
    Situation(
        "online",
        marked("Someone follows me, bothers me again and again, or shares things about me online"),
        marked("Someone follows them, bothers them again and again, or shares things about them online"),
        HelpKind.SUPPORT,
        (Need.EMOTIONAL_SUPPORT, Need.SAFETY_PLANNING),
        offence_class=OffenceClass.STALKING_HARASSMENT,
    ),
    Situation(
        "hate",
        marked("I was picked on because of who I am, where I come from or what I believe"),
        marked("They were picked on because of who they are, where they come from or what they believe"),
        HelpKind.SUPPORT,
        (Need.EMOTIONAL_SUPPORT,),
        flags=(Flag.HATE_CRIME,),
    ),
    Situation(
        "taken",
        marked("Something was taken from me or broken, or someone broke in"),
        marked("Something was taken from them or broken, or someone broke in"),
        HelpKind.SUPPORT,
        (Need.EMOTIONAL_SUPPORT, Need.PRACTICAL_HELP),
        offence_class=OffenceClass.THEFT,
    ),
    Situation(
        "tricked",
        marked("I was tricked out of money, or someone used my name"),
        marked("They were tricked out of money, or someone used their name"),
        HelpKind.TRICKED,
        (Need.FRAUD_RECOVERY,),
        offence_class=OffenceClass.FRAUD,
    ),
    Situation(
        "neighbours",
        marked("People near my home make life miserable for me"),
        marked("People near their home make life miserable for them"),
        HelpKind.SUPPORT,
        (Need.ASB_SUPPORT,),
        offence_class=OffenceClass.ASB,
    ),
    Situation(
        "died",
        marked("Someone close to me was killed"),
        marked("Someone close to them was killed"),
        HelpKind.BEREAVED,
        (Need.EMOTIONAL_SUPPORT, Need.PRACTICAL_HELP),
        flags=(Flag.BEREAVED,),
    ),
    Situation(
        "alcohol",
        marked("I want help with drinking"),
        marked("They want help with drinking"),
        HelpKind.SUBSTANCES,
        (Need.ALCOHOL,),
    ),
    Situation(
        "drugs",
        marked("I want help with drugs"),
        marked("They want help with drugs"),
        HelpKind.SUBSTANCES,
        (Need.OTHER_SUBSTANCE, Need.HARM_REDUCTION),
    ),
    Situation(
        TALK,
        marked("Something else, or I would rather talk to someone first"),
        marked("Something else, or they would rather talk to someone first"),
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
