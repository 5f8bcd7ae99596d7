"""Codes in plain words, as a sender's pages say them.

Not here: what a sender may know at all (receipt.py), and the words of the public form.
"""

from collections.abc import Mapping
from typing import Final

_SAID: Final[Mapping[str, str]] = {
    # pathways
    "sav_adult": "Sexual abuse and violence, adults",
    "sav_child": "Sexual abuse and violence, children",
    "substance_adult": "Drugs and alcohol, adults",
    "substance_child": "Drugs and alcohol, children",
    "safeguarding": "Safeguarding front door",
    "bereavement": "Bereaved by homicide",
    "national_referral": "National Referral Mechanism",
    "cross_border": "Services outside the county",
    "triage": "Triage desk",
    # where the whole referral stands
    "received": "Received, on its way",
    "asked": "Waits for your answer",
    "being_handled": "Being handled",
    "unmet": "Nobody could take it",
    "closed": "Closed",
    "withdrawn": "Taken back",
    # where one part of it stands
    "allocation:held_consent": "Nobody is told before the person has been asked",
    "allocation:held_data": "Nobody is told before what is missing has come",
    "allocation:held_safety": "Nobody is told before there is a safe way to make contact",
    "allocation:offered": "The service has it and has not answered yet",
    "allocation:waiting": "On the service's waiting list",
    "allocation:accepted": "The service will make contact",
    "allocation:contacting": "The service is trying to make contact",
    "allocation:engaged": "The service works with the person",
    "allocation:declined": "The service could not take it; another one is looked for",
    "allocation:lapsed": "The service did not answer in time; another one is looked for",
    "allocation:unmet": "No service takes it; the triage desk looks for a way",
    "allocation:closed": "Ended",
    "allocation:withdrawn": "No longer needed, or it goes to somebody else now",
    "allocation:transferred": "Handed on to another service",
    "allocation:stopping": "It stops now; whoever was told of it is told to stop",
    "allocation:voided": "It was entered in error",
    # attendance
    "awaited": "The person has not been seen there yet",
    "attended": "The person came",
    "not_attended": "The person did not come",
    # outcomes
    "completed": "The work was completed",
    "completed_partly": "A part of the work was completed",
    "declined_by_person": "The person did not want it",
    "declined_by_referrer": "You said that it is not wanted",
    "no_longer_needed": "It was no longer needed",
    "unable_to_contact": "The person could not be reached",
    "not_eligible": "The service may not take this person",
    "moved_away": "The person moved away",
    "deceased": "The person has died",
    "referred_elsewhere": "Referred on to somebody else",
    # why nobody can take something
    "out_of_scope": "no service here is meant for it",
    "no_personal_referral": "no person asked for support",
    "no_pathway_for_need": "no rule knows a service for it",
    "no_service_for_pathway": "no service offers it",
    "nobody_takes": "no service takes this person",
    "refused_by_all": "every service said no or did not answer",
    "consent_withheld": "it may not be shared with any service that could",
    "no_service_for_duty": "the agency that must be told has no service",
    "duty_given_back": "the agency that was told gave it back",
    "paused": "the service takes nobody at the moment",
    "too_young": "the person is too young for the service",
    "too_old": "the person is too old for the service",
    "age_not_known": "the person's age is not known",
    "outside_its_area": "the person lives outside the service's area",
    "district_not_known": "it is not known where the person lives",
    "language": "the service does not speak the person's language",
    "refused_before": "the service said no before",
    "withheld": "it may not be shared with the service",
    # the person's own say
    "given": "Yes, it may be shared",
    "refused": "No, it may not be shared",
    "position:withdrawn": "Said yes before and took it back",
    "not_asked": "Not asked yet",
    "unable_to_ask": "Could not be asked",
    # groups of a record
    "group:identity": "who it is",
    "group:contact": "contact details",
    "group:justice": "orders, custody, court",
    "group:narrative": "what happened, as told",
    "group:equality": "equality monitoring",
    "group:facts": "what help is needed",
    # what was wrong, as a heading
    "quality:date_of_birth_missing": "No date of birth",
    "quality:age_unlikely": "An unlikely age",
    "quality:district_missing": "No district of where the person lives",
    "quality:contact_missing": "No way to make contact",
    "quality:no_safe_contact": "No safe way to make contact",
    "quality:consent_not_asked": "Nobody asked the person",
    "quality:reference_missing": "No reference of your own",
    "quality:reported_late": "Sent late",
    "quality:offence_and_category_disagree": "Offence code and category disagree",
    "quality:contact_unusable": "A number or address that cannot be right",
    "quality:possible_duplicate": "Perhaps sent twice",
    "quality:release_date_missing": "No date of release",
    "quality:ground_not_met": "The ground in law is not met",
    "quality:do_not_contact": "The person said that no way is safe",
    "quality:contact_shared_with_alleged": "A contact that is also the alleged person's",
    "quality:explicit_consent_missing": "Consent that is not explicit",
    "quality:consent_evidence_missing": "Consent that cannot be proved",
    "quality:guardian_not_said": "A child, and no word on a parent or carer",
    "quality:child_risk_not_flagged": "A child perhaps at risk, not flagged",
    "quality:child_protection_first": "Child protection comes first",
    "quality:out_of_scope_suspected": "Perhaps outside what services are for",
    "quality:pathway_doubtful": "Needs that do not fit offence or age",
    "quality:other_not_explained": "Other, and not what",
    "quality:interpreter_language_missing": "An interpreter, and no language",
    "other:words": "Words only",
    "other:nothing": "Nothing",
    # what happened to a referral
    "happened:received": "Received",
    "happened:corrected": "Corrected by you",
    "happened:consent_recorded": "The person's answer was recorded",
    "happened:asked": "You were asked for something",
    "happened:passed_on": "Passed on to a service",
    "happened:accepted": "Accepted by the service",
    "happened:waiting": "Put on the service's waiting list",
    "happened:contacting": "The service began to make contact",
    "happened:work_began": "Work with the person began",
    "happened:given_back": "Given back; another service is looked for",
    "happened:unmet": "No service could take it",
    "happened:closed": "Closed",
    "happened:ended": "Ended",
    "happened:attended": "The person came",
    "happened:not_attended": "The person did not come",
    "happened:withdrawn": "Taken back by you",
    # reasons to take a referral back
    "sent_in_error": "It was sent in error",
    "duplicate": "The same referral was sent twice",
    "person_asked": "The person asked us to",
    "reason:no_longer_needed": "Support is no longer needed",
}


def say(code: str, kind: str = "") -> str:
    """A code in words: the wording of that kind where there is one, else its own, else its words with a capital."""
    return _SAID.get(f"{kind}:{code}") or _SAID.get(code) or code.replace("_", " ").replace("-", " ").capitalize()


def say_part(group: str) -> str:
    """A part of the record, within a sentence."""
    return _SAID.get(f"group:{group}") or group.replace("_", " ")
