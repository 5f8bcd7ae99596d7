"""One made-up person against a version of the rules: which rows count, which nearly do, and who is asked, in words.

The real decision with everybody permitted who is not said to be barred; nothing is kept. Not here: past referrals
(`comparison.py`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from waymark.contracts.consent import Duty, RecipientScope
from waymark.errors import Fault, Kind, Refused
from waymark.ids import AgencyId, ServiceId
from waymark.words import Answer, Contactable, DutyKind, Flag, Pathway, SenderClass, Sharing, SubjectRole
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.decision_record import read_record, record_of
from waymark_router.deciding.duty import PATHWAY_OF
from waymark_router.deciding.explain import Told, told_of
from waymark_router.deciding.question import Decision, Question, local_date
from waymark_router.facts.derived import adult_age, forensic_window, home, incident_age, incident_on, is_transition
from waymark_router.facts.fact import CATALOGUE, IN_COUNTY, OF_A_PATHWAY, Fact, FactType, Value, Values, day_of
from waymark_router.facts.limits import EARLIER, INCIDENT_BANDS
from waymark_router.providers.availability import Availability
from waymark_router.providers.provider import Directory
from waymark_router.trial.situation import age_months_of, wishes_of
from waymark_router.trial.version import Version

_NOBODY = UUID(int=0)
_SENDER = AgencyId("made-up-sender")
_YES_OR_NO: Mapping[str, bool] = {"yes": True, "true": True, "no": False, "false": False}
# What a made-up person has where nothing is chosen and the fact is never missing.
_USUAL: Mapping[str, Value] = {
    "source": SenderClass.POLICE.value,
    "child": Answer.NO.value,
    "contactable": Contactable.SAFE.value,
    "language": "en",
    "subject": SubjectRole.VICTIM.value,
    "nrm_agreed": Answer.NOT_ASKED.value,
    "open_with_provider": Answer.NOT_ASKED.value,
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it: the facts it was decided with, the decision, and all of it in words."""

    values: Values
    decision: Decision
    told: Told


def read_facts(written: Mapping[str, Sequence[str]]) -> dict[str, Value]:
    """Facts chosen on a page, by name, each a list of texts; none or an empty text is nothing chosen.

    Raises Refused (INVALID) that names every fact with a value it cannot have, never the value.
    """
    found: dict[str, Value] = {}
    faults: list[Fault] = []
    for name, texts in written.items():
        given = [text.strip() for text in texts if text.strip()]
        fact = CATALOGUE.get(name)
        if fact is None:
            faults.append(Fault(f"/{name}", "fact_unknown", "choose facts of the catalogue"))
        elif given:
            value = _value(fact, given)
            if value is None:
                faults.append(Fault(f"/{name}", "value_unknown", f"choose {fact.label} from the list"))
            found[name] = value
    if faults:
        raise Refused(Kind.INVALID, "Some facts cannot be read", code="facts_wrong", faults=tuple(faults))
    return found


def _value(fact: Fact, given: Sequence[str]) -> Value:
    """The value the texts mean; None where it is none of this fact's."""
    if fact.type is FactType.TAGS:
        return frozenset(given) if all(map(fact.knows, given)) else None
    if len(given) != 1:
        return None
    (text,) = given
    if fact.type is FactType.FLAG:
        return _YES_OR_NO.get(text.lower())
    if fact.type is FactType.NUMBER:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER else -1
        return number if fact.least <= number <= fact.most else None
    return text if fact.knows(text) else None


_LONGEST_NUMBER = 6


def made_whole(chosen: Values, *, districts: Collection[str], on: date) -> dict[str, Value]:
    """All facts of the catalogue: those chosen, what follows from them, and of the rest what is usual or missing.

    `districts` are the county's own; limits are those of the day.
    """
    adult_from = adult_age(on)
    values: dict[str, Value] = {name: chosen.get(name, _unsaid(fact)) for name, fact in CATALOGUE.items()}
    age = values["age_years"]
    if isinstance(age, int) and age < adult_from:
        values["child"] = Answer.YES.value
    elif chosen.get("treat_as_child") is True and "child" not in chosen:
        values["child"] = Answer.NOT_KNOWN.value
    values["treat_as_child"] = values["child"] != Answer.NO.value
    for district, place in (("district", "home"), ("crime_district", "crime_place")):
        given = values[district]
        if isinstance(given, str):
            values[place] = home(given, districts)
        elif values[place] == IN_COUNTY and districts:
            values[district] = min(districts)
    _settle_times(values, on)
    _settle_tags(values)
    return {name: value for name, value in values.items() if name not in OF_A_PATHWAY}


def _settle_times(values: dict[str, Value], on: date) -> None:
    """The window of evidence follows from the time since the incident, the move from the months until eighteen.

    A referral without a day of its own comes today.
    """
    values["received_on"] = values["received_on"] or on.isoformat()
    day = day_of(str(values["incident_on"]))
    if day is not None:
        values["incident_age"] = incident_age((on - day).days, on)
    days = (on - day).days if day is not None else _DAYS.get(str(values["incident_age"]))
    values["incident_on"] = values["incident_on"] or incident_on(days, on)
    if values["forensic_window"] is None and days is not None:
        values["forensic_window"] = forensic_window(days, on, is_child=values["treat_as_child"] is True)
    age, months = values["age_years"], age_months_of(values)
    if isinstance(age, int) and months is not None:
        values["transition"] = is_transition(age, months, on)


def _settle_tags(values: dict[str, Value]) -> None:
    flags = values["flags"]
    if values["repeat_victim"] is True and isinstance(flags, frozenset):
        values["flags"] = flags | {Flag.REPEAT_VICTIM.value}
    values["repeat_victim"] = isinstance(values["flags"], frozenset) and Flag.REPEAT_VICTIM.value in values["flags"]
    values["needs"] = values["needs"] or None


# Each band's longest time stands for it.
_DAYS: Mapping[str, int] = {name: days for bands in INCIDENT_BANDS for days, name in bands.limits} | {EARLIER: 100_000}


def _unsaid(fact: Fact) -> Value:
    if fact.may_be_missing:
        return None
    if fact.type is FactType.TAGS:
        return frozenset()
    return False if fact.type is FactType.FLAG else _USUAL.get(fact.name, fact.domain[0] if fact.domain else None)


def try_person(
    chosen: Values,
    version: Version,
    *,
    at: datetime,
    barred: Collection[AgencyId] = (),
    availability: Mapping[ServiceId, Availability] | None = None,
) -> Tried:
    """Decide about a made-up person with the `chosen` facts at that time (aware); to `barred` agencies nothing goes.

    `availability` is what is known of services' room, where it is to count.
    """
    rulebook, directory, today = version.rulebook, version.directory, local_date(at)
    values = made_whole(chosen, districts=rulebook.districts, on=today)
    agencies = {service.agency for service in directory.services.values()} - set(barred)
    question = Question(
        referral_id=_NOBODY,
        screening=1,
        sender=_SENDER,
        decided_at=at,
        adult_from=adult_age(today),
        values=values,
        scope={agency: RecipientScope(agency=agency, sharing=Sharing.PERMIT) for agency in agencies},
        duties=_duties(values, directory),
        wishes=wishes_of(values),
        age_months=age_months_of(values),
        availability=availability or {},
    )
    decision = decide(question, rulebook, directory)
    record = read_record(record_of(question, decision, rulebook, directory))
    return Tried(values, decision, told_of(record, rulebook, directory))


def _duties(values: Values, directory: Directory) -> tuple[Duty, ...]:
    """Each chosen duty, told to the agency whose service is of its pathway; as if to nobody where there is none."""
    given = values.get("duties")
    kinds = [kind for kind in DutyKind if isinstance(given, frozenset) and kind.value in given]
    agencies: dict[Pathway, AgencyId] = {}
    for service in directory.services.values():
        agencies.setdefault(service.pathway, service.agency)
    return tuple(Duty(kind=kind, agency=agencies.get(PATHWAY_OF[kind], _SENDER)) for kind in kinds)
