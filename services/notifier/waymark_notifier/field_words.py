"""The fields of a released person in plain words, and the codes that may stand in them.

Not here: what is released, and the codes of the queue itself (wording.py).
"""

from collections.abc import Mapping
from typing import Final

from waymark.words import CommunicationAid, DoNotLink, ExploitationType, HarmContext
from waymark_notifier.wording import say

_FIELDS: Final[Mapping[str, str]] = {
    "born_about": "Birth, as far as known",
    "due_on": "Unborn child: expected on",
    "nhs_number": "NHS number",
    "other_references": "References of other agencies",
    "third_person": "Speak to, in the person's place",
    "third_person_relation": "Who that is to the person",
    "third_person_contact": "How to reach that person",
    "ethnicity": "Ethnicity, as the person said",
    "ethnicity_seen": "Ethnicity, as an officer put it down",
    "harm_contexts": "Kind of harm",
    "exploitation_types": "How the person is exploited",
    "indicators": "Signs of exploitation",
    "linked_contexts": "Places, groups and platforms",
    "own_view": "How the person sees it",
    "works_well": "What goes well",
    "help_so_far": "Help so far",
    "to_staff": "Risk to staff",
    "to_children": "Risk to children",
    "level": "Level of risk",
    "do_not_link": "Never put it together with anything else of this person",
    "gp": "Doctor (GP)",
    "court_on": "Court date",
    "guardian_name": "Parent or carer",
    "guardian_contact": "How to reach the parent or carer",
    "guardian_relation": "Who that is to the child",
    "guardian_safe_to_inform": "Safe to inform the parent or carer",
    "guardian_is_responsible": "Has parental responsibility",
    "parents_aware": "Do the parents know of this referral",
    "parents_not_asked_because": "Why the parents were not asked",
    "victim_name": "Who it happened to",
    "victim_relation": "Who that is to the person",
    "officer": "Whom to ask",
    "officer_contact": "How to reach them",
    "officer_role": "Their role",
    "officer_agency": "Their agency",
    "others_involved": "Who else is involved",
    "assisted_by": "Filled in with the person by",
    "lives_with_person": "Lives with the person",
    "is_responsible_for_child": "Has parental responsibility for the child",
}
CODES: Final[frozenset[str]] = frozenset(
    code.value for codes in (HarmContext, ExploitationType, CommunicationAid, DoNotLink) for code in codes
)
"""Codes that stand in sealed fields as the sender's record gave them."""
_CODES: Final[Mapping[str, str]] = {
    CommunicationAid.BSL.value: "British Sign Language",
    DoNotLink.RISK_FROM_FAMILY.value: "At risk from their own family",
    DoNotLink.PERSON_ASKED.value: "The person asked for it",
    HarmContext.CHILD_ON_CHILD.value: "A child harmed a child",
    HarmContext.CHILD_TO_PARENT.value: "A child harms a parent",
    HarmContext.NON_RECENT.value: "Long ago",
    ExploitationType.CUCKOOING.value: "Their home is taken over",
    ExploitationType.HELD_AND_ASSAULTED.value: "Taken, held and sexually assaulted",
}


def say_field(name: str) -> str:
    """A field in words: its own wording where it has one, else its words with a capital."""
    return _FIELDS.get(name) or say(name)


def say_code(code: str) -> str:
    """A code of a sealed field in words."""
    return _CODES.get(code) or say(code)
