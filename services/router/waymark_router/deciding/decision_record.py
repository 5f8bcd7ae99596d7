"""The record of one decision: what it looked at, what it answered and how, as canonical bytes that can be replayed.

Only facts that were read are in it, and only the scope of agencies that were considered. What is not here: the
decision itself (`allocation.py`), the record in plain words (`explain.py`).
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from waymark.contracts.consent import Duty, RecipientScope
from waymark.contracts.routing import RoutedAllocation
from waymark.errors import Kind, Refused
from waymark.ids import AgencyId
from waymark.words import DeclinedBy, Group, Sharing
from waymark_router.canonical import Json, canonical_bytes
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.choice_record import (
    assigned_as_json,
    assigned_from,
    availability_as_json,
    availability_from,
    considered_as_json,
    wishes_as_json,
    wishes_from,
)
from waymark_router.deciding.question import Decision, Previous, Question, Step
from waymark_router.deciding.recipient_flags import grants_risk
from waymark_router.facts.fact import CATALOGUE_VERSION, Value, Values
from waymark_router.providers.provider import FACTS_TAKEN, Directory
from waymark_router.rules.rulebook import Rulebook

RECORD_VERSION = 4
ENGINE_VERSION = "4"
# The record before said of each service by itself what this one says of all with the same reasons.
_ONE_BY_ONE = 3
_NEVER_SO: Mapping[str, Json] = {
    "appointment_by": None,
    "withdrawn": False,
    "signposts": (),
    "wishes": {},
    "age_months": None,
    "availability": (),
    "assigned": (),
}
# Marked after the decision, for whoever follows it: no part of it.
_MARKS = {"hidden_from_sender", "interim_by", "interim_until"}
_ALWAYS_READ = frozenset({"needs", "contactable", "flags", "treat_as_child", "nrm_agreed", "source"})


class ScopeUsed(TypedDict):
    """Consent's answer for one agency, as far as a decision looks at it: of the groups only whether risk is one."""

    agency: str
    sharing: str
    groups: list[str]
    agreement: str
    reasons: list[str]
    missing: str
    ask_of: str


class StepTaken(TypedDict):
    """One table evaluated; near misses are pairs of row and column."""

    table: str
    pathway: str | None
    matched: list[str]
    chosen: list[str]
    near_misses: list[tuple[str, str]]


class ServicesConsidered(TypedDict):
    """Services looked at that have the same reasons, in order of their ids; without reasons it is the one chosen."""

    pathway: str
    reasons: list[str]
    services: list[str]


class Record(TypedDict):
    """The parsed record."""

    record: int
    engine: str
    catalogue: int
    rulebook: str
    directory: str
    referral_id: str
    screening: int
    sender: str
    decided_at: str
    adult_from: int
    appointment_by: str | None
    withdrawn: bool
    wishes: dict[str, Json]
    age_months: int | None
    availability: list[dict[str, Json]]
    assigned: list[dict[str, Json]]
    facts: dict[str, str | int | bool | list[str] | None]
    scope: list[ScopeUsed]
    duties: list[dict[str, Json]]
    previous: list[dict[str, Json]]
    steps: list[StepTaken]
    considered: list[ServicesConsidered]
    allocations: list[dict[str, Json]]
    unmet: list[dict[str, Json]]
    signposts: list[dict[str, Json]]


def record_of(
    question: Question,
    decision: Decision,
    rulebook: Rulebook,
    directory: Directory,
    *,
    catalogue: int = CATALOGUE_VERSION,
) -> bytes:
    """The canonical bytes of a decision; `catalogue` is the version its facts were derived by."""
    read = rulebook.columns_read() | _ALWAYS_READ | (FACTS_TAKEN if decision.considered else frozenset())
    written: dict[str, Json] = {
        "record": RECORD_VERSION,
        "engine": ENGINE_VERSION,
        "catalogue": catalogue,
        "rulebook": rulebook.version,
        "directory": directory.version,
        "referral_id": str(question.referral_id),
        "screening": question.screening,
        "sender": question.sender,
        "decided_at": question.decided_at.isoformat(),
        "adult_from": question.adult_from,
        "appointment_by": question.appointment_by.isoformat() if question.appointment_by else None,
        "withdrawn": question.withdrawn,
        "wishes": wishes_as_json(question.wishes) if decision.considered else {},
        "age_months": question.age_months if decision.considered else None,
        "availability": _availability_as_json(question, decision),
        "assigned": [assigned_as_json(one) for one in question.assigned],
        "facts": {name: _fact_as_json(question.values.get(name)) for name in read},
        "scope": [_scope_as_json(question.scope.get(agency), agency) for agency in sorted(decision.scope_used)],
        "duties": [duty.model_dump(mode="json") for duty in question.duties],
        "previous": [_previous_as_json(old) for old in question.previous],
        "steps": [_step_as_json(step) for step in decision.steps],
        "considered": considered_as_json((one.pathway, one.reasons, one.services) for one in decision.considered),
        "allocations": [allocation.model_dump(mode="json", exclude=_MARKS) for allocation in decision.allocations],
        "unmet": [unmet.model_dump(mode="json", exclude=_MARKS) for unmet in decision.unmet],
        "signposts": [signpost.model_dump(mode="json", exclude=_MARKS) for signpost in decision.signposts],
    }
    return canonical_bytes(written)


def read_record(record: bytes) -> Record:
    """The record parsed, in the shape of today; what one of an earlier engine does not say was never so."""
    written = json.loads(record)
    if written["record"] <= _ONE_BY_ONE:
        written["considered"] = _together(written["considered"])
    parsed: Record = dict(_NEVER_SO) | written
    return parsed


def is_of_this_engine(kept: Record) -> bool:
    """Whether the engine of today must come to the same answer; it wrote records in two shapes."""
    return kept["engine"] == ENGINE_VERSION and kept["record"] in {_ONE_BY_ONE, RECORD_VERSION}


def replay(record: bytes, rulebook: Rulebook, directory: Directory) -> bytes:
    """Decide again from what the record says was looked at, and write it in the shape of today. Raises Refused
    (CONFLICT) where the rulebook or the directory is another version than the record's.
    """
    return _again(read_record(record), rulebook, directory)


def replays(record: bytes, rulebook: Rulebook, directory: Directory) -> bool:
    """Whether the record comes out the same; one of an earlier engine is not asked to. Raises Refused as `replay`."""
    kept = read_record(record)
    return not is_of_this_engine(kept) or is_same_again(kept, record, rulebook, directory)


def is_same_again(kept: Record, record: bytes, rulebook: Rulebook, directory: Directory) -> bool:
    """Whether a record of this engine, `kept` once read, comes out as the same bytes: one of the shape before as those
    it would have in the shape of today. Raises Refused as `replay`.
    """
    same = record
    if kept["record"] == _ONE_BY_ONE:
        written = json.loads(record)
        same = canonical_bytes(written | {"considered": _together(written["considered"]), "record": RECORD_VERSION})
    return _again(kept, rulebook, directory) == same


def _again(kept: Record, rulebook: Rulebook, directory: Directory) -> bytes:
    if (kept["rulebook"], kept["directory"]) != (rulebook.version, directory.version):
        raise Refused(
            Kind.CONFLICT,
            "the record was made with another rulebook or directory",
            code="other_version",
        )
    question = _question(kept)
    decision = decide(question, rulebook, directory)
    return record_of(question, decision, rulebook, directory, catalogue=kept["catalogue"])


def _together(one_by_one: Iterable[Mapping[str, Any]]) -> list[dict[str, Json]]:
    return considered_as_json((one["pathway"], one["reasons"], [one["service"]]) for one in one_by_one)


def _question(kept: Record) -> Question:
    return Question(
        referral_id=UUID(kept["referral_id"]),
        screening=kept["screening"],
        sender=AgencyId(kept["sender"]),
        decided_at=datetime.fromisoformat(kept["decided_at"]),
        adult_from=kept["adult_from"],
        values=_values(kept["facts"]),
        scope={AgencyId(used["agency"]): RecipientScope.model_validate(used) for used in kept["scope"]},
        duties=tuple(Duty.model_validate(duty) for duty in kept["duties"]),
        previous=tuple(_previous(old) for old in kept["previous"]),
        appointment_by=datetime.fromisoformat(kept["appointment_by"]) if kept["appointment_by"] else None,
        withdrawn=kept["withdrawn"],
        wishes=wishes_from(kept["wishes"]),
        age_months=kept["age_months"],
        availability=dict(availability_from(one) for one in kept["availability"]),
        assigned=tuple(assigned_from(one) for one in kept["assigned"]),
    )


def _values(facts: Mapping[str, str | int | bool | list[str] | None]) -> Values:
    read: dict[str, Value] = {}
    for name, value in facts.items():
        read[name] = frozenset(value) if isinstance(value, list) else value
    return read


def _previous(written: Mapping[str, Json]) -> Previous:
    declined_by = written["declined_by"]
    return Previous(
        allocation=RoutedAllocation.model_validate(written["allocation"]),
        declined_by=DeclinedBy(declined_by) if isinstance(declined_by, str) else None,
    )


def _fact_as_json(value: Value) -> Json:
    return sorted(value) if isinstance(value, frozenset) else value


def _scope_as_json(answer: RecipientScope | None, agency: AgencyId) -> dict[str, Json]:
    used = answer or RecipientScope(agency=agency, sharing=Sharing.WITHHOLD, reasons=("not_answered",))
    return {
        "agency": used.agency,
        "sharing": used.sharing.value,
        "groups": [Group.RISK.value] if grants_risk(used) else [],
        "agreement": used.agreement,
        "reasons": [*used.reasons],
        "missing": used.missing,
        "ask_of": used.ask_of,
    }


def _previous_as_json(old: Previous) -> dict[str, Json]:
    declined_by = old.declined_by.value if old.declined_by else None
    return {
        "allocation": old.allocation.model_dump(mode="json", exclude=_MARKS),
        "declined_by": declined_by,
    }


def _availability_as_json(question: Question, decision: Decision) -> list[Json]:
    """What was known of the room of the services that were looked at or have an allocation."""
    services = {service for seen in decision.considered for service in seen.services} | {
        one.service for one in decision.allocations
    }
    known = ((service, question.availability.get(service)) for service in sorted(services))
    return [availability_as_json(service, told) for service, told in known if told is not None]


def _step_as_json(step: Step) -> dict[str, Json]:
    return {
        "table": step.trace.table.value,
        "pathway": step.pathway.value if step.pathway else None,
        "matched": [*step.trace.matched],
        "chosen": [*step.trace.chosen],
        "near_misses": [[miss.row, miss.column] for miss in step.trace.near_misses],
    }
