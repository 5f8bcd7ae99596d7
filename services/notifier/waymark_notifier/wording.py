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
    "correct": "Corrected",
    # fields
    "declined_by": "Who said no?",
    "reason": "Why?",
    "review_on": "When will you look at it again?",
    "interim_offer": "What does the person get while they wait?",
    "way": "How did you try?",
    "result": "What came of it?",
    "outcome": "What came of it?",
    # groups of personal data
    "identity": "Who it is",
    "contact_group": "How to reach them",
    "safe_contact": "Safe contact",
    "justice": "Orders, custody, court",
    "narrative": "What happened, as told",
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


def say_all(codes: str) -> str:
    """Several codes parted by spaces, each in words."""
    return ", ".join(say(code) for code in codes.split())
