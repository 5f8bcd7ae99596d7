"""The words of the public form's questions, each once: as it is asked, as it is asked of another, and more simply.

Not here: what may be answered (self_referral/answers.py), the situations and kinds of help (situation.py there), words
that stand on one page only (its template).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from waymark_intake.self_referral.marked import marked
from waymark_intake.self_referral.step import Step


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `of_other` where somebody fills it in for another, `young` in simpler words; "" means as `label`.

    `kind` is line, long, choice, ticks or pick; `mode` what keyboard a telephone shows.
    """

    label: str
    hint: str = ""
    of_other: str = ""
    young: str = ""
    kind: str = "line"
    mode: str = "text"
    width: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a page: its heading and a few sentences; both of another, and both in simpler words."""

    label: str
    of_other: str = ""
    young: str = ""
    says: tuple[str, ...] = ()
    says_of_other: tuple[str, ...] = ()
    says_young: tuple[str, ...] = ()


HEADINGS: Mapping[Step, Heading] = {
    Step.WHO: Heading(marked("Who needs help?")),
    Step.HELPER: Heading(marked("About you, who fill this in")),
    Step.SITUATION: Heading(
        marked("What is happening?"),
        says_young=(marked("You are not in trouble for asking. Tell us only what you want to."),),
    ),
    Step.ABOUT: Heading(marked("About you"), marked("About the person")),
    Step.CONTACT: Heading(
        marked("How may somebody reach you?"),
        marked("How may somebody reach them?"),
        marked("How can we talk to you safely?"),
        says=(marked("Fill in only what is safe. Nobody uses a way that you do not say is safe."),),
        says_young=(marked("Write only what is safe. If you say no to a way, we do not use it."),),
    ),
    Step.CAREFUL: Heading(
        marked("What should we be careful about?"),
        young=marked("How can we get in touch without anybody noticing?"),
        says=(marked("Leave empty what does not matter to you."),),
    ),
    Step.NEEDS: Heading(
        marked("What would make it easier for you?"),
        marked("What would make it easier for them?"),
        marked("What would help you?"),
    ),
    Step.EQUALITY: Heading(
        marked("Questions you can skip"),
        says=(marked("They help us to see whether we reach everybody. They change nothing about the help you get."),),
    ),
    Step.CONSENT: Heading(
        marked("Who may see your answers?"),
        young=marked("Who may read this?"),
        says=(
            marked("For each kind of help, say whether we may pass your answers on, so that they can get in touch."),
            marked("You can change your mind later: tell any worker you speak to."),
            marked("If you say no to all, nobody contacts you."),
            marked("If a child may be in danger, we must tell the people who protect children."),
        ),
        says_of_other=(
            marked("For each kind of help, say what the person agreed to. A worker asks them again first."),
            marked("If a child may be in danger, we must tell the people who protect children."),
        ),
        says_young=(
            marked("You choose who reads this and gets in touch with you. You can change your mind."),
            marked("If you or another child may be in danger, we must tell people whose job is to keep children safe."),
        ),
    ),
    Step.CALL: Heading(
        marked("Just call me back"), says=(marked("A support worker calls you. You need not say why now."),)
    ),
    Step.CHECK: Heading(marked("Check your answers")),
}

QUESTIONS: Mapping[str, Question] = {
    "for_whom": Question(marked("Who needs help?"), kind="choice"),
    "safe_now": Question(
        marked("Are you safe right now?"),
        marked("If you are not, call 999 if you can. This form is not read at once."),
        kind="choice",
    ),
    "helper_name": Question(marked("Your name")),
    "helper_role": Question(marked("Who are you to them?"), kind="choice"),
    "helper_contact": Question(
        marked("Your telephone number or e-mail address"), marked("Only if we may ask you. You can leave it empty.")
    ),
    "helper_safe": Question(marked("Is it safe to contact you?"), kind="choice"),
    "told": Question(
        marked("Do they know about this form, and agree?"),
        marked("If they do not, nobody contacts them before they have said yes to somebody they trust."),
        kind="choice",
    ),
    "situations": Question(
        marked("Tick everything that fits"), marked("It does not matter when it happened."), kind="ticks"
    ),
    "words": Question(
        marked("In your own words, if you like"),
        marked("You can leave this empty. Details are not needed."),
        kind="long",
    ),
    "name": Question(
        marked("What should we call you?"),
        marked("A first name or any name is enough. You can leave it empty."),
        marked("What should we call them?"),
    ),
    "pronouns": Question(marked("Pronouns, such as she, he or they"), width="10"),
    "age_group": Question(
        marked("How old are you?"),
        marked("If you are not sure, or would rather not say, we take care as if you were under 18."),
        marked("How old are they?"),
        kind="choice",
    ),
    "age": Question(
        marked("Age in years, if you like"), young=marked("How old are you, if you like"), mode="numeric", width="3"
    ),
    "area": Question(
        marked("In which area do you live?"),
        marked("So that a service near you can help."),
        marked("In which area do they live?"),
        kind="choice",
    ),
    "phone": Question(marked("Telephone number"), mode="tel", width="20"),
    "call_safe": Question(marked("Is it safe to call this number?"), kind="choice"),
    "text_safe": Question(marked("Is it safe to send it a text message?"), kind="choice"),
    "voicemail_safe": Question(marked("Is it safe to leave a voice message?"), kind="choice"),
    "email": Question(marked("E-mail address"), mode="email"),
    "email_safe": Question(marked("Is it safe to write to this e-mail address?"), kind="choice"),
    "post": Question(marked("Postal address"), kind="long"),
    "post_safe": Question(marked("Is it safe to send letters there?"), kind="choice"),
    "trusted_name": Question(
        marked("Somebody you trust, through whom we may reach you"), marked("Their name, or what you call them.")
    ),
    "trusted_contact": Question(marked("Their telephone number or e-mail address")),
    "trusted_safe": Question(marked("Is it safe to ask them to pass on a message?"), kind="choice"),
    "days": Question(marked("Which days are safer?"), kind="ticks"),
    "hours": Question(marked("Which times of the day are safer?"), kind="ticks"),
    "times": Question(marked("Best days and times, in your words")),
    "hidden_number": Question(
        marked("Should our number be hidden when we call?"),
        marked("A hidden number leaves no trace in your list of calls. Some telephones do not let it through."),
        kind="choice",
    ),
    "avoiding": Question(marked("When we call or write"), kind="ticks"),
    "avoid": Question(
        marked("Anything else to avoid"),
        marked("For example: say that it is about a delivery if somebody else answers."),
    ),
    "keep_message": Question(
        marked("Is it safe if a message or letter stays where somebody could find it?"), kind="choice"
    ),
    "code_word": Question(
        marked("A code word"), marked("If you give one, whoever calls says it first, so that you know it is us.")
    ),
    "not_to_know": Question(marked("Who must not know of this?"), young=marked("Who must not know about this?")),
    "no_reply": Question(marked("What if we cannot reach you?"), kind="choice"),
    "speaks": Question(
        marked("The language you speak best"), of_other=marked("The language they speak best"), kind="pick"
    ),
    "interpreter": Question(marked("Is an interpreter needed?"), kind="choice"),
    "access": Question(marked("Anything that helps you to hear, see, read, move or feel at ease"), kind="long"),
    "wishes": Question(
        marked("I would like, if it can be done"),
        marked("Tick what matters to you. It may take longer."),
        marked("They would like, if it can be done"),
        kind="ticks",
    ),
    "ethnicity": Question(marked("Your ethnic group, as you would say it")),
    "religion": Question(marked("Your religion or belief")),
    "orientation": Question(marked("Your sexual orientation")),
    "gender": Question(marked("Your gender, and whether it differs from what you were given at birth")),
    "disability": Question(marked("A disability or long illness")),
}

YES_NO = (("yes", marked("Yes")), ("no", marked("No")))
OPTIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "for_whom": (
        ("me", marked("I do")),
        ("young", marked("I do, and I am under 18")),
        ("child", marked("A child I look after")),
        ("other", marked("Somebody else, who knows that I ask")),
        ("supporter", marked("I support somebody to whom something happened, and need help myself")),
    ),
    "safe_now": (*YES_NO, ("not_sure", marked("I am not sure"))),
    "helper_role": (
        ("parent", marked("Parent or carer")),
        ("relative", marked("Another relative")),
        ("friend", marked("Friend or neighbour")),
        ("worker", marked("Worker or volunteer")),
    ),
    "age_group": (
        ("under_18", marked("Under 18")),
        ("adult", marked("18 or over")),
        ("not_sure", marked("Not sure, or I would rather not say")),
    ),
    "avoiding": (
        ("who", marked("Do not say who you are if somebody else answers")),
        ("why", marked("Do not say what it is about")),
        ("others", marked("Other people may answer my telephone")),
    ),
    "hidden_number": (("hide", marked("Yes, hide it")), ("show", marked("No, show it"))),
    "days": (
        ("weekdays", marked("Monday to Friday")),
        ("saturday", marked("Saturday")),
        ("sunday", marked("Sunday")),
    ),
    "hours": (
        ("morning", marked("Morning")),
        ("afternoon", marked("Afternoon")),
        ("evening", marked("Evening")),
    ),
    "no_reply": (
        ("again", marked("Try again another day")),
        ("trusted", marked("Ask the person I trust")),
        ("stop", marked("Stop; I will ask again myself")),
    ),
    "interpreter": (
        ("no", marked("No")),
        ("spoken", marked("Yes, for the language I speak")),
        ("bsl", marked("Yes, British Sign Language (BSL)")),
    ),
    "wishes": (
        ("woman", marked("A woman as my worker")),
        ("man", marked("A man as my worker")),
        ("background", marked("A worker or group of my own background")),
        ("online", marked("To talk by telephone or online")),
        ("near", marked("To meet near my home, outside an office")),
        ("equality", marked("To answer a few questions about equality (you can skip them)")),
    ),
}
OTHER_AREAS = (("elsewhere", marked("Somewhere else")), ("not_said", marked("I would rather not say")))
