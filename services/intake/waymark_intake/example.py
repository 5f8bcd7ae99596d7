"""An example record for each pathway and for each person who is easily forgotten: published, and sent by the tests.

All people are synthetic. Not here: the shapes that the examples have (police/record.py, partner/record.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from waymark_intake.referral import RecordKind


@dataclass(frozen=True, slots=True)
class Example:
    """One record as its sender would write it, and in a sentence what it shows."""

    name: str
    kind: RecordKind
    shows: str
    record: Mapping[str, Any]


_REPORTED = "2026-11-20T14:30:00Z"
_YES: Mapping[str, Any] = {
    "position": "given",
    "explicit": True,
    "given_by": "self",
    "how": "spoken",
    "wording": "leaflet/3",
    "asked_at": "2026-11-20T14:40:00Z",
}
_SAFE: Mapping[str, Any] = {"mobile_safe": "yes", "text_safe": "yes", "voicemail_safe": "no"}


def _person(**over: object) -> Mapping[str, Any]:
    person = {
        "given_name": "Synthia",
        "family_name": "Example",
        "date_of_birth": "1984-05-02",
        "mobile": "07700 900123",
        "address_lines": ["1 Example Street"],
        "home_district": "E07000220",
    }
    return {name: value for name, value in (person | over).items() if value is not None}


def _police(name: str, shows: str, /, *, victim: Mapping[str, Any] | None = None, **over: object) -> Example:
    record = {
        "force_reference": f"EX/{name}",
        "reported_at": _REPORTED,
        "victim": victim or _person(),
        "safe_contact": _SAFE,
        "consent": _YES,
    }
    return Example(name, RecordKind.POLICE, shows, {**record, **over})


def _partner(
    name: str, kind: str, shows: str, /, *, person: Mapping[str, Any] | None = None, **over: object
) -> Example:
    record = {
        "kind": kind,
        "sender_reference": f"EX/{name}",
        "person": person or _person(),
        "safe_contact": _SAFE,
        "consent": _YES,
    }
    return Example(name, RecordKind.PARTNER, shows, {**record, **over})


_CHILD = _person(
    given_name="Bo",
    date_of_birth="2013-03-09",
    guardian={"name": "Cy Example", "relation": "mother", "contact": "07700 900124", "safe_to_inform": "yes"},
)
EXAMPLES: tuple[Example, ...] = (
    _police("burglary", "Victim recovery: a dwelling burgled, the person said yes", offence_code="028/01"),
    _police(
        "rape-adult-not-asked",
        "Sexual violence, adult: nobody has asked the person yet, so the adviser's service waits for a yes",
        offence_code="019/08",
        consent={"position": "not_asked"},
    ),
    _police(
        "rape-long-ago",
        "Sexual violence, long ago: a repealed code is still a code",
        offence_code="019/08",
        occurred_on="1998-06-01",
        circumstances={"harm_contexts": ["non_recent", "institution"]},
    ),
    _police(
        "rape-child",
        "Sexual violence, child: the front door for children is told at once",
        victim=_CHILD,
        offence_code="019/08",
        flags=["child_at_risk"],
        consent={**_YES, "given_by": "guardian"},
    ),
    _partner(
        "county-lines-seventeen-or-eighteen",
        "school",
        "Child exploitation: seventeen or eighteen, so treated as a child",
        person=_person(date_of_birth=None, age_from=17, age_to=18),
        circumstances={
            "exploitation_types": ["county_lines", "cuckooing"],
            "linked_contexts": ["A flat above a shop", "A group on a messaging service"],
            "indicators": ["Two telephones", "Missing at night"],
            "own_view": "They are my friends.",
        },
    ),
    _police(
        "forced-labour-agrees",
        "Modern slavery, adult who agrees to the National Referral Mechanism",
        offence_code="099/26",
        nrm_agreed="yes",
        circumstances={"exploitation_types": ["forced_labour", "wages_taken"]},
    ),
    _police(
        "forced-labour-refuses",
        "Modern slavery, adult who refuses: a notice without name, and an offer of its own consent",
        victim=_person(sex="female", equality={"nationality": "Romanian", "second_nationality": "Moldovan"}),
        offence_code="099/26",
        nrm_agreed="no",
        consent={"position": "refused"},
        account="Works in a car wash and is not paid.",
    ),
    _partner(
        "forced-labour-first-responder",
        "first_responder",
        "Modern slavery, from a first responder: an adult who agrees to support and to the mechanism",
        nrm_agreed="yes",
        circumstances={"exploitation_types": ["forced_labour"], "indicators": ["No passport of their own"]},
    ),
    _partner(
        "slavery-child",
        "council",
        "Modern slavery, child: front door, mechanism and exploitation workers side by side",
        person=_CHILD,
        circumstances={"exploitation_types": ["unpaid_household_work"]},
        consent={"position": "not_asked"},
    ),
    _partner(
        "drug-test-on-arrest",
        "custody_drug_test",
        "Drugs, adult: a test in custody whose assessment the law requires",
        consent=None,
        drug_test={"tested_at": "2026-11-20T03:10:00Z", "substances": ["opiates", "crack_cocaine"]},
    ),
    _partner(
        "prison-release-about-when",
        "prison_release",
        "Drugs, adult: leaves prison, the day is not set but about when is known",
        needs=["opiates"],
        release={"missing_reason": "not_set", "band": "within_4_weeks"},
        circumstances={"prison": "A prison", "orders": ["Licence to May 2027"]},
    ),
    _partner(
        "youth-universal",
        "youth_justice_universal",
        "Drugs, child: the universal offer, without any offence",
        person=_CHILD,
        needs=["cannabis"],
        consent={**_YES, "given_by": "guardian"},
    ),
    _partner(
        "fraud-list-entry",
        "fraud_list",
        "Fraud: one victim of the national service's list",
        person=_person(date_of_birth="1944-01-30"),
        consent=None,
    ),
    _police(
        "bereaved-relative",
        "Homicide: the sister of who died, in her own right",
        victim=_person(
            role="bereaved_relative",
            household={"victim_name": "Dee Example", "victim_relation": "brother"},
        ),
        offence_code="001/01",
        event_reference="EX/EVENT-1",
    ),
    _police(
        "domestic-abuse-shared-telephone",
        "Domestic abuse: the telephone is shared with who did it, only e-mail is safe",
        victim=_person(email="synthia@example.org", do_not_link="risk_from_family"),
        offence_code="008/67",
        safe_contact={"email_safe": "yes", "phone_shared": "yes", "keep_messages": "no", "times": "weekday mornings"},
        suspect={"name": "Al Leged", "relation": "partner", "lives_with_person": "yes"},
    ),
    _police(
        "lives-elsewhere",
        "Cross-border: lives in Coventry, the crime was in Rugby",
        victim=_person(home_district="E08000026"),
        offence_code="028/01",
        crime_district="E07000220",
    ),
    _police(
        "business-with-a-person",
        "A shop burgled, and the person there who wants support",
        victim=_person(business={"name": "Example Stores", "contact_name": "Synthia Example"}),
        offence_code="030/01",
    ),
    _partner(
        "unborn-child",
        "health",
        "A child not born yet: the names are the mother's",
        person=_person(role="unborn_child", date_of_birth=None, household={"parents_aware": "yes"}),
        consent={"position": "not_asked"},
    ),
    _partner(
        "supporter-of-a-survivor",
        "health",
        "Somebody who stands by a survivor and needs support themselves",
        person=_person(
            role="supporter", household={"victim_relation": "daughter"}, preferences=["female_worker", "online"]
        ),
    ),
    _partner(
        "child-on-child",
        "school",
        "A child harmed by a child",
        person=_CHILD,
        needs=["chisva"],
        circumstances={"harm_contexts": ["child_on_child", "online"]},
        consent={**_YES, "given_by": "guardian"},
    ),
    _partner(
        "child-to-parent",
        "council",
        "A parent hurt by their child",
        person=_person(role="victim", household={"children": ["Bo, 15"]}),
        needs=["emotional_support", "safety_planning"],
        circumstances={"harm_contexts": ["child_to_parent"]},
    ),
)
BY_NAME: Mapping[str, Example] = {example.name: example for example in EXAMPLES}
