"""The rule cases every county must get right (domain.md section 9), as data: what is sent, and what must come of it.

Not here: sending them and looking (test_the_25_cases.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.builders import partner_post
from tests.builders.police_post import a_rape, a_record
from waymark.demo.stories import CUSTODY, PRISON, PROVIDER, YOUTH_JUSTICE

Record = dict[str, Any]
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NOT_ASKED = {"position": "not_asked"}
REFUSED = {"position": "refused", "explicit": True}
EVERY = "*"


@dataclass(frozen=True)
class Case:
    """One case. `sender` is a client ("" = the police record system), `at` when it is sent.

    `goes` maps each pathway to the state the sender sees; `due` is the last permitted day of the police clock.
    `signposts` are told and move no data; `quality` are flags the sender is told; `not_to` pathways nothing goes to.
    `refused` is the field a refusal names.
    """

    number: int
    what: str
    record: Callable[[datetime], Record]
    sender: str = ""
    at: datetime = NOW
    goes: Mapping[str, str] = field(default_factory=dict)
    due: str = ""
    signposts: tuple[str, ...] = ()
    quality: tuple[str, ...] = ()
    not_to: tuple[str, ...] = ()
    unmet: str = ""
    refused: str = ""


def reported(**over: Any) -> Callable[[datetime], Record]:
    """A police record reported when it is sent; `victim` is laid over the ordinary person."""

    def made(at: datetime) -> Record:
        changed = {key: value for key, value in over.items() if key not in {"victim", "rape"}}
        times = {"reported_at": at.isoformat()}
        record = a_rape(**times) if over.get("rape") else a_record(**times)
        if record["consent"].get("asked_at"):
            record["consent"]["asked_at"] = at.isoformat()
        record |= changed
        record["victim"] = record["victim"] | over.get("victim", {})
        for name in [name for name, value in record["victim"].items() if value is None]:
            del record["victim"][name]
        return {name: value for name, value in record.items() if value is not None}

    return made


CASES: tuple[Case, ...] = (
    Case(1, "burglary, adult, reported on Christmas Eve 2026", reported(), at=datetime(2026, 12, 24, 9, tzinfo=UTC),
         goes={"victim_recovery": "offered"}, due="2026-12-30"),
    Case(2, "reported on Christmas Eve 2027, two substitute days", reported(),
         at=datetime(2027, 12, 24, 9, tzinfo=UTC), due="2027-12-30"),
    Case(3, "reported before Easter 2026", reported(), at=datetime(2026, 4, 2, 9, tzinfo=UTC),
         goes={"victim_recovery": "offered"}, due="2026-04-08"),
    Case(4, "rape, adult, nobody asked", reported(rape=True), goes={"sav_adult": "held_consent"},
         not_to=("victim_recovery",)),
    Case(5, "rape, age 15, parents not asked", reported(rape=True, offence_code="019/07",
         victim={"date_of_birth": "2011-02-01"}), goes={"safeguarding": "offered", "sav_child": "held_consent"}),
    Case(6, "theft, victim opted out", reported(offence_code="049/10", consent=REFUSED), unmet=EVERY,
         not_to=("victim_recovery",)),
    Case(7, "a voluntary provider passes on without consent on file",
         lambda at: partner_post.a_provider_referral(now=at, needs=["isva"], consent=NOT_ASKED), sender=PROVIDER,
         goes={"sav_adult": "held_consent"}),
    Case(8, "forced labour, adult, refuses the NRM",
         reported(offence_code="099/26", nrm_agreed="no", consent=REFUSED), goes={"national_referral": "offered"},
         not_to=("modern_slavery",)),
    Case(9, "cuckooed, county lines, 17 or 18?",
         reported(offence_code=None, flags=["child_exploitation", "modern_slavery"], consent=NOT_ASKED,
                  victim={"date_of_birth": None, "age_years": 18, "age_is_estimate": True}),
         goes={"safeguarding": "offered", "national_referral": "offered", "child_exploitation": "held_consent"}),
    Case(10, "child, the suspect is the father", reported(offence_code="011/03", flags=["child_at_risk"],
         consent=NOT_ASKED, victim={"date_of_birth": "2016-02-01", "mobile": None, "guardian": {
             "name": "the father", "contact": "07700900456", "safe_to_inform": "no"}}),
         goes={"safeguarding": "offered"}, quality=("no_safe_contact",)),
    Case(11, "domestic abuse, shared landline, one safe mobile",
         reported(flags=["domestic_abuse"], victim={"landline": "01926 496000"}, safe_contact={
             "mobile_safe": "yes", "landline_safe": "no", "post_safe": "no", "voicemail_safe": "no",
             "times": "weekdays 10 to 12"}), goes={"domestic_abuse": "offered"}),
    Case(13, "positive drug test, 18 today",
         lambda at: partner_post.a_drug_test(
             now=at, person=partner_post.a_person(date_of_birth=f"{at.year - 18}-{at:%m-%d}")),
         sender=CUSTODY, goes={"substance_adult": "awaited"}),
    Case(14, "youth justice, 17 years and 8 months",
         lambda at: partner_post.a_youth_justice_referral(
             now=at, person=partner_post.a_person(date_of_birth="2009-03-20")),
         sender=YOUTH_JUSTICE, goes={"substance_child": "offered", "substance_adult": "offered"}),
    Case(15, "prison release in ten days, Rugby",
         lambda at: partner_post.a_prison_release(days=10, now=at),
         sender=PRISON, goes={"substance_adult": "awaited"}),
    Case(16, "lives in Coventry, crime in Rugby",
         reported(crime_district="E07000220", victim={"home_district": "E08000026"}),
         goes={"cross_border": "offered"}, not_to=("victim_recovery",)),
    Case(17, "fatal road collision", reported(offence_code="004/04"), signposts=("road-collision-support",),
         not_to=("victim_recovery",)),
    Case(18, "the agreement is past its review date", reported(), at=datetime(2027, 12, 28, 9, tzinfo=UTC),
         not_to=("victim_recovery",), unmet=EVERY),
    Case(21, "fraud, aged 82", reported(offence_code="053/40", victim={"date_of_birth": "1944-05-05"}),
         goes={"fraud": "offered", "victim_recovery": "offered"}),
    Case(22, "a business without a person who wants help",
         reported(offence_code="046/00", victim={"given_name": None, "family_name": None,
                                                 "business": {"name": "Shop"}}),
         refused="/victim/business/contact_name"),
    Case(23, "homicide, a bereaved relative who said yes", reported(offence_code="001/01", flags=["bereaved"]),
         goes={"bereavement": "offered"}),
    Case(25, "too little to make contact",
         reported(victim={"mobile": None, "address_lines": None}, safe_contact=None),
         goes={"victim_recovery": "held_data"}, quality=("contact_missing",)),
)  # fmt: skip
