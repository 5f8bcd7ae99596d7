"""Codes in plain words, as a provider's pages say them.

Not here: times in words (deadline.py), and the words of alerts (delivery.py), which may say none of this.
"""

from collections.abc import Mapping
from typing import Final

_SAID: Final[Mapping[str, str]] = {
    # pathways
    "sav_adult": "Sexual abuse and violence, adults",
    "sav_child": "Sexual abuse and violence, children",
    "victim_recovery": "Victim recovery",
    "substance_adult": "Drugs and alcohol, adults",
    "substance_child": "Drugs and alcohol, children",
    "safeguarding": "Safeguarding front door",
    "cross_border": "Lives outside the county",
    "triage": "Triage desk",
    "bereavement": "Bereaved by homicide",
    "national_referral": "National Referral Mechanism",
    # senders
    "self": "The person",
    # needs
    "isva": "Independent sexual violence adviser",
    "chisva": "Children's independent sexual violence adviser",
    "asb_support": "Support with antisocial behaviour",
    "nrm_support": "Support through the National Referral Mechanism",
    "victims_rights_info": "Information about victims' rights",
    "safeguarding_child": "Safeguarding a child",
    "safeguarding_adult": "Safeguarding an adult",
    # states
    "offered": "Waiting for your decision",
    "lapsed": "Not answered in time",
    "waiting": "On your waiting list",
    "contacting": "Trying to make contact",
    "engaged": "In service",
    "unmet": "Nobody can take it yet",
    "held_consent": "Held: the person must be asked",
    "held_data": "Held: something is missing",
    "held_safety": "Held: no safe way to make contact",
    # steps
    "claim": "Claim",
    "accept": "Accept",
    "decline": "Decline",
    "wait": "Put on the waiting list",
    "contact": "Record a contact attempt",
    "engage": "Start the work",
    "close": "Close with an outcome",
    "lapse": "Nobody answered in time",
    "withdraw": "Taken back",
    "offer": "Offered",
    "hold": "Held",
    "correct": "Changed",
    "acknowledge": "I have seen the change",
    "confirm": "Confirm that you have stopped",
    "give": "Record what they got while they wait",
    "remind": "The team's lead was reminded",
    "escalate": "Overdue: brought to the team's lead and the triage desk",
    # fields
    "declined_by": "Who said no?",
    "reason": "Why?",
    "review_on": "When will you look at it again?",
    "interim_offer": "What does the person get while they wait?",
    "way": "How did you try?",
    "result": "What came of it?",
    "outcome": "What came of it?",
    "kept": "What did you do with what you saw?",
    "meanwhile": "Which of what they were offered?",
    "came_of_it": "What became of it?",
    # groups of personal data
    "group:identity": "Who it is",
    "group:contact": "Contact details",
    "group:safe_contact": "Safe contact",
    "group:address": "Address",
    "group:equality": "Equality monitoring",
    "group:justice": "Orders, custody, court",
    "group:narrative": "What happened, as told",
    "group:facts": "What help is needed",
    # what the person is offered while they wait, and what became of it
    "check_in_calls": "Check-in calls",
    "self_help_material": "Self-help material",
    "not_wanted": "The person did not want it",
    "not_reached": "The person could not be reached",
    "not_possible": "It could not be given",
    # what was kept
    "not_opened": "We never opened it",
    "nothing_kept": "We kept nothing",
    "kept_by_law": "We keep what the law makes us keep, and nothing else",
    # outcomes of a task
    "national_referral_sent": "National referral sent",
    "duty_to_notify_sent": "Duty to Notify sent",
    # why something was taken back
    "consent_withdrawn": "the person no longer agrees",
    "routed_elsewhere": "it goes to somebody else, or nowhere, now",
    "taken_on_by_another": "another service had taken it on first",
    "release_no_longer_permitted": "you may no longer see it",
    "respond_by_passed": "the time to answer was over",
    "three_quarters_gone": "most of the time to answer was over",
    # why nobody can take something (codes of the router)
    "out_of_scope": "no service here is meant for it",
    "no_personal_referral": "no person asked for support",
    "no_pathway_for_need": "no rule knows a pathway for it",
    "no_service_for_pathway": "no service offers it",
    "nobody_takes": "no service takes this person",
    "refused_by_all": "every service said no or did not answer",
    "consent_withheld": "it may not be shared with any service that could",
    "no_service_for_duty": "the agency that must be told has no service",
    "duty_given_back": "the agency that was told gave it back",
    # what is not right in the record, as its recipient must know it
    "contact_missing": "No way to make contact is given",
    "contact_unusable": "A telephone number or e-mail address cannot be right",
    "do_not_contact": "Do not contact: the person said that no way is safe",
    "contact_shared_with_alleged": "A way of contact is also the alleged person's: do not use it",
    "consent_not_asked": "Nobody has asked the person",
    "explicit_consent_missing": "The person's yes was not explicit",
    "consent_evidence_missing": "Who agreed, how or to which wording is not said",
    "guardian_not_said": "Nothing is said of a parent or carer",
    "child_risk_not_flagged": "May be a child at risk: the sender did not say so",
    "child_protection_first": "Child protection first: agree with the front door before you make contact",
    "out_of_scope_suspected": "May be outside what the service is for",
    "pathway_doubtful": "The needs do not fit the offence or the age",
    "other_not_explained": "Says other and not what",
    "interpreter_language_missing": "Needs an interpreter; the language is not said",
    "possible_duplicate": "May be a duplicate of another referral",
    # what a recipient must do
    "obligation:check_account_for_identity": (
        "Before you send the Duty to Notify, take out of the account whatever could identify the person."
    ),
    "obligation:send_duty_to_notify": (
        "Send a Duty to Notify. The person has not agreed to the National Referral Mechanism."
    ),
    "obligation:send_national_referral": "Send a referral to the National Referral Mechanism.",
    "obligation:attendance_only": "Tell the police only whether the person came, nothing of what was said or done.",
    # answers about safety
    "yes": "Yes",
    "no": "No",
    "not_known": "Not known",
    "not_asked": "Not asked",
    "sms": "Text message",
    "did_not_attend": "Did not come",
    "no_safe_contact": "No safe contact given",
    "in_person": "In person",
}


def say(code: str) -> str:
    """A code in words: its own wording where it has one, else its words with a capital."""
    return _SAID.get(code) or code.replace("_", " ").replace("-", " ").capitalize()


def say_group(group: str) -> str:
    """A group of personal data in words: "contact" is also the name of a step."""
    return _SAID.get(f"group:{group}") or say(group)


def say_obligation(code: str) -> str:
    """What a recipient must do, as a sentence; an obligation nobody worded is said by its code."""
    return _SAID.get(f"obligation:{code}") or f"{say(code)}."


def say_unmet(code: str) -> str:
    """What nobody could take and why: "Fraud: no service takes this person"."""
    pathway, _, reason = code.partition(":")
    return f"{say(pathway)}: {_SAID.get(reason) or reason.replace('_', ' ')}"


def say_all(codes: str) -> str:
    """Several codes parted by spaces, each in words."""
    return ", ".join(_say_one(code) for code in codes.split())


def _say_one(code: str) -> str:
    if code.startswith("group:"):
        return say_group(code.removeprefix("group:"))
    return say_unmet(code) if ":" in code else say(code)
