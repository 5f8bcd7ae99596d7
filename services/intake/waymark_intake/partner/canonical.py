"""Partner record -> canonical referral: what each kind must say, what it brings, and which ground it can stand on.

Refused is only what is malformed, contradicts its kind or says nothing to act on; every other fault travels on as a
quality flag. No partner's referral has a police clock: neither a drug test nor an entry of the national fraud
service's list is a crime report of this force. Not here: the record's shape (record.py), who may send which
kind (kind.py).
"""

from collections.abc import Iterator
from datetime import datetime

from waymark.contracts.person import Person
from waymark.contracts.referral import Facts
from waymark.errors import Fault, Kind, Refused
from waymark.reference import offences
from waymark.safe_contact import contactable_of
from waymark.words import Answer, Flag, Need, OffenceClass, QualityFlag, SenderClass, StatutoryGround
from waymark_intake.partner.assisted import LONGEST_ACCOUNT, assisted_faults, class_kept, flags_kept, needs_kept
from waymark_intake.partner.kind import BRINGS, SUBSTANCES, PartnerKind, is_possible_release
from waymark_intake.partner.person import person_of
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.quality.fault import Said, faults_of, pointers_of, said_of, second_codes
from waymark_intake.records.age import Age
from waymark_intake.records.circumstance import (
    flags_told,
    journey_key,
    needs_told,
    says_what_happened,
    with_told,
)
from waymark_intake.records.need import classes_of, needs_for
from waymark_intake.records.subject import (
    age_on,
    consent_of,
    day_faults,
    days_since,
    district_of,
    instant_faults,
    subject_faults,
    subject_quality,
)
from waymark_intake.referral import Canonical, RecordKind
from waymark_intake.working_day import local_date

_NOT_OF_THIS_KIND = "not_of_this_kind"


def normalise(
    record: PartnerRecord, *, source: SenderClass, received_at: datetime, read_at: datetime | None = None
) -> Canonical:
    """The canonical referral of a partner's record; `source` is what the sender is, as its token proves.

    `received_at` is in UTC. A correction is read later, at `read_at`, and may tell of what happened since; ages and
    days are still those of the first receipt. Raises Refused(INVALID) with one Fault per field that is wrong, never a
    value.
    """
    read_at = read_at or received_at
    faults = tuple(_faults(record, read_at))
    if faults:
        raise Refused(Kind.INVALID, "This record cannot become a referral", code="record_refused", faults=faults)
    person = person_of(record)
    age = age_on(record.person, local_date(received_at))
    flags = _flags(record, read_at, age.child)
    facts = _facts(record, person, age, source=source, flags=flags, received_at=received_at)
    said = said_of(record, facts, local_date(received_at), kind=RecordKind.PARTNER, subject=record.person)
    return Canonical(
        facts=facts,
        person=person,
        consent=consent_of(record.consent),
        quality=tuple(_quality(record, said, age)),
        clock=None,
        sender_reference=record.sender_reference,
        event=journey_key(record.event_reference),
        pointers=pointers_of(said),
        team=record.team or "",
        others=second_codes(said),
    )


def is_required_assessment(record: PartnerRecord) -> bool:
    """Whether the law makes this person attend: an adult, beyond doubt, on the day of the test.

    Testing on arrest and the required assessment are for people of 18 and over (Police and Criminal Evidence Act 1984,
    s.63B; Drugs Act 2005, s.9).
    """
    if record.kind is not PartnerKind.CUSTODY_DRUG_TEST or record.drug_test is None:
        return False
    return age_on(record.person, local_date(record.drug_test.tested_at)).child is Answer.NO


def _faults(record: PartnerRecord, read_at: datetime) -> Iterator[Fault]:
    yield from subject_faults(record.person, within="/person", received_at=read_at)
    asked_at = record.consent.asked_at if record.consent else None
    yield from instant_faults("/consent/asked_at", asked_at, received_at=read_at)
    yield from day_faults("/occurred_on", record.occurred_on, received_at=read_at)
    yield from _code_faults(record)
    yield from _test_faults(record, read_at)
    yield from _release_faults(record, read_at)
    yield from assisted_faults(record.assisted, record.consent)
    if record.assisted and record.account and len(record.account) > LONGEST_ACCOUNT:
        yield Fault("/account", "too_long", f"At most {LONGEST_ACCOUNT} characters where it was filled in together.")


def _code_faults(record: PartnerRecord) -> Iterator[Fault]:
    says_something = (
        record.needs or record.flags or record.offence_code or says_what_happened(record.person, record.circumstances)
    )
    if not (says_something or BRINGS[record.kind].acts_alone):
        yield Fault("/needs", "nothing_to_act_on", "Send a need, a flag or a Home Office offence code.")
    if Flag.BUSINESS in record.flags:
        yield Fault("/flags", _NOT_OF_THIS_KIND, "A partner refers a person: leave out business.")
    if not record.offence_code:
        return
    offence_class = offences.class_of(record.offence_code)
    if offence_class is None:
        yield Fault("/offence_code", "unknown_code", "Send a Home Office offence code, such as 028/01.")
    elif record.kind is PartnerKind.FRAUD_LIST and offence_class is not OffenceClass.FRAUD:
        yield Fault("/offence_code", _NOT_OF_THIS_KIND, "Send a code of fraud, or leave it out.")


def _test_faults(record: PartnerRecord, read_at: datetime) -> Iterator[Fault]:
    test = record.drug_test
    if record.kind is not PartnerKind.CUSTODY_DRUG_TEST:
        if test:
            yield Fault("/drug_test", _NOT_OF_THIS_KIND, "Only custody_drug_test has a drug test: leave it out.")
        return
    if test is None:
        yield Fault("/drug_test", "missing", "Send when the test was and which substances were found.")
        return
    yield from instant_faults("/drug_test/tested_at", test.tested_at, received_at=read_at)
    if not SUBSTANCES.issuperset(test.substances):
        codes = ", ".join(need for need in Need if need in SUBSTANCES)
        yield Fault("/drug_test/substances", "unknown_code", f"Send only: {codes}.")


def _release_faults(record: PartnerRecord, read_at: datetime) -> Iterator[Fault]:
    release = record.release
    if record.kind is not PartnerKind.PRISON_RELEASE:
        if release:
            yield Fault("/release", _NOT_OF_THIS_KIND, "Only prison_release has a release: leave it out.")
        return
    if release is None or (release.release_on is None and release.missing_reason is None):
        fix = "Send release_on, or missing_reason where nobody knows the day yet."
        yield Fault("/release/release_on", "missing", fix)
    elif release.release_on and release.missing_reason:
        yield Fault("/release/missing_reason", "contradicts", "Send the day of release or why it is missing, not both.")
    elif release.release_on and not is_possible_release(release.release_on, local_date(read_at)):
        yield Fault("/release/release_on", "impossible_date", "Send the real day of release, or why it is missing.")


def _facts(
    record: PartnerRecord,
    person: Person,
    age: Age,
    *,
    source: SenderClass,
    flags: tuple[Flag, ...],
    received_at: datetime,
) -> Facts:
    facts = Facts(
        source=source,
        needs=_needs(record, flags, age),
        offence_class=_offence_class(record),
        flags=flags,
        age_years=age.years,
        age_months=age.months,
        child=age.child,
        district=district_of(record.person.home_district),
        days_since_incident=days_since(record.occurred_on, received_at),
        contactable=contactable_of(
            contact=person.contact,
            address=person.address,
            safe=person.safe_contact,
            family=person.family,
            suspect=person.suspect,
        ),
        language=record.person.language.lower(),
        release_on=record.release.release_on if record.release else None,
        statutory=StatutoryGround.REQUIRED_ASSESSMENT if is_required_assessment(record) else None,
        nrm_agreed=record.nrm_agreed,
        release_band=record.release.band if record.release else None,
    )
    return with_told(facts, record.person, record.circumstances)


def _flags(record: PartnerRecord, read_at: datetime, child: Answer) -> tuple[Flag, ...]:
    """What was sent, what the kind says and the circumstances, and in custody where the release is still ahead."""
    told = flags_told(record.person, record.circumstances, child)
    flags = {*record.flags, *BRINGS[record.kind].flags, *told}
    if record.release and (record.release.release_on is None or record.release.release_on > local_date(read_at)):
        flags.add(Flag.IN_CUSTODY)
    return flags_kept(tuple(flag for flag in Flag if flag in flags), record.assisted)


def _needs(record: PartnerRecord, flags: tuple[Flag, ...], age: Age) -> tuple[Need, ...]:
    brings = BRINGS[record.kind]
    found = {*(record.needs or brings.else_needs), *brings.needs, *needs_told(record.person)}
    if record.drug_test:
        found |= set(record.drug_test.substances)
        # Nobody but an adult can be assessed as the law requires; the substances alone make it an ordinary referral.
        found -= {Need.DRUG_TEST_ASSESSMENT}
        found |= {Need.DRUG_TEST_ASSESSMENT} if is_required_assessment(record) else set()
    needs = needs_for(found, flags=flags, classes=classes_of(record.offence_code), child=age.child)
    return needs_kept(needs, record.assisted)


def _offence_class(record: PartnerRecord) -> OffenceClass | None:
    if record.kind is PartnerKind.FRAUD_LIST:
        return OffenceClass.FRAUD
    return class_kept(offences.class_of(record.offence_code) if record.offence_code else None, record.assisted)


def _quality(record: PartnerRecord, said: Said, age: Age) -> Iterator[QualityFlag]:
    facts = said.facts
    found = subject_quality(record.person, facts, age, record.consent) | faults_of(said)
    found |= {
        QualityFlag.REFERENCE_MISSING: record.sender_reference is None,
        QualityFlag.RELEASE_DATE_MISSING: record.release is not None and record.release.release_on is None,
        QualityFlag.GROUND_NOT_MET: record.drug_test is not None and facts.statutory is None,
    }
    if facts.statutory is not None:
        found[QualityFlag.CONSENT_NOT_ASKED] = False
    return (flag for flag in QualityFlag if found.get(flag))
