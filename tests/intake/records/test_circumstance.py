"""What role, harm and home add to a referral, and what ties the records of one event together."""

import pytest

from waymark.contracts.referral import Facts
from waymark.words import (
    Accommodation,
    Answer,
    ExploitationType,
    Flag,
    HarmContext,
    Need,
    Preference,
    SenderClass,
    SubjectRole,
)
from waymark_intake.records.circumstance import (
    flags_told,
    journey_key,
    journey_of,
    needs_told,
    says_what_happened,
    with_told,
)
from waymark_intake.records.record import Circumstances, Subject

LINES = Circumstances(exploitation_types=(ExploitationType.COUNTY_LINES,))


def test_whoever_is_exploited_and_may_be_a_child_is_an_exploited_child() -> None:
    assert flags_told(Subject(), LINES, Answer.NOT_KNOWN) == {Flag.CHILD_EXPLOITATION, Flag.MODERN_SLAVERY}
    assert flags_told(Subject(), LINES, Answer.NO) == {Flag.MODERN_SLAVERY}


def test_money_taken_from_an_adult_is_not_modern_slavery_by_itself() -> None:
    around = Circumstances(exploitation_types=(ExploitationType.FINANCIAL,))
    assert flags_told(Subject(), around, Answer.NO) == frozenset()


def test_a_supporter_is_not_who_it_happened_to() -> None:
    supporter = Subject(role=SubjectRole.SUPPORTER)
    assert flags_told(supporter, LINES, Answer.NO) == frozenset()
    assert needs_told(supporter) == {Need.SUPPORTER_SUPPORT}


def test_a_bereaved_relative_is_flagged_so() -> None:
    assert flags_told(Subject(role=SubjectRole.BEREAVED_RELATIVE), None, Answer.NO) == {Flag.BEREAVED}


def test_an_unborn_child_is_a_child_at_risk() -> None:
    unborn = Subject(role=SubjectRole.UNBORN_CHILD)
    assert flags_told(unborn, None, Answer.YES) == {Flag.CHILD_AT_RISK}
    assert Need.SAFEGUARDING_CHILD in needs_told(unborn)


def test_a_partner_who_harms_is_domestic_abuse_and_a_child_who_harms_a_parent_is_not_called_so() -> None:
    partner = Circumstances(harm_contexts=(HarmContext.INTIMATE_PARTNER,))
    child = Circumstances(harm_contexts=(HarmContext.CHILD_TO_PARENT,))
    assert flags_told(Subject(), partner, Answer.NO) == {Flag.DOMESTIC_ABUSE}
    assert flags_told(Subject(), child, Answer.NO) == frozenset()


@pytest.mark.parametrize(
    ("child", "flags"),
    [(Answer.NO, {Flag.HIGH_RISK}), (Answer.NOT_KNOWN, {Flag.HIGH_RISK, Flag.CHILD_AT_RISK})],
)
def test_danger_now_is_a_high_risk_and_puts_a_child_at_risk(child: Answer, flags: set[Flag]) -> None:
    assert flags_told(Subject(), Circumstances(immediate_danger=Answer.YES), child) == flags


def test_who_has_no_home_needs_one() -> None:
    assert needs_told(Subject(no_fixed_address=Answer.YES)) == {Need.HOUSING}
    assert needs_told(Subject(accommodation=Accommodation.SETTLED, no_fixed_address=Answer.YES)) == frozenset()


def test_facts_say_role_harm_wishes_and_home_once_each_and_in_order() -> None:
    subject = Subject(
        role=SubjectRole.WITNESS,
        preferences=(Preference.ONLINE, Preference.FEMALE_WORKER, Preference.ONLINE),
        accommodation=Accommodation.TEMPORARY,
    )
    facts = with_told(Facts(source=SenderClass.POLICE), subject, LINES)
    assert facts.subject is SubjectRole.WITNESS
    assert facts.preferences == (Preference.FEMALE_WORKER, Preference.ONLINE)
    assert facts.accommodation is Accommodation.TEMPORARY
    assert facts.exploitation_types == (ExploitationType.COUNTY_LINES,)


def test_role_and_codes_of_harm_say_what_happened_and_words_do_not() -> None:
    assert says_what_happened(Subject(), LINES)
    assert says_what_happened(Subject(role=SubjectRole.SUPPORTER), None)
    assert not says_what_happened(Subject(), Circumstances(own_view="They make me carry things."))
    assert not says_what_happened(Subject(), None)


def test_the_records_of_one_event_share_a_key_however_it_is_written() -> None:
    assert journey_key(" EV-1/2026 ") == journey_key("ev-1/2026") != journey_key("EV-2/2026")
    assert journey_key(None) is None


def test_a_journey_is_a_proper_id_of_its_hash_alone() -> None:
    one = journey_of(bytes(range(32)))
    assert one == journey_of(bytes(range(16)))
    assert (one.version, one.variant) == (8, "specified in RFC 4122")
