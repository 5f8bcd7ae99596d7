"""BaRS message -> a health agency's partner record, with the place in the message that each part comes from.

What has no field of ours becomes words for the receiver and never a fact; a code of a system that we do not know is
not guessed at. Consent for direct care is not a yes to sharing with victims' services, so nobody counts as asked.
Not here: what the record comes to (partner/).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from waymark_intake.bars.message import (
    Address,
    Concept,
    ContactPoint,
    Encounter,
    HumanName,
    Noted,
    Organization,
    Patient,
    PatientContact,
    Practitioner,
    PractitionerRole,
)
from waymark_intake.bars.workflow import Message
from waymark_intake.partner.kind import PartnerKind

NEED_SYSTEM = "urn:waymark:need"
FLAG_SYSTEM = "urn:waymark:flag"
OFFENCE_SYSTEM = "urn:waymark:offence"
_NHS_NUMBER = "nhs-number"
_ETHNICITY, _RELIGION = "Extension-UKCore-EthnicCategory", "patient-religion"
_ONESELF = "ONESELF"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{0,99}", re.ASCII)
_BIRTH = re.compile(r"(\d{4})(?:-(\d{2})(-\d{2})?)?", re.ASCII)
_LANGUAGE = re.compile(r"(?=.{2,20}$)[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST_LINE = 200
_SAFE_SCENE = frozenset({"S", "UNK"})


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """A partner record as JSON, and for the pointer of each part of it the pointer into the message it came from."""

    written: bytes
    places: Mapping[str, str]

    def place(self, pointer: str) -> str:
        """Where in the message a part of the record came from; the nearest part around it that is known."""
        while pointer and pointer not in self.places:
            pointer = pointer.rpartition("/")[0]
        return self.places.get(pointer, "")


@dataclass(slots=True, repr=False)
class _Draft:
    """The record while it is put together."""

    record: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def put(self, path: str, value: object, at: str) -> None:
        """Put a value under a path such as "person/given_name", unless there is none."""
        if value in ("", None, (), []):
            return
        *folders, name = path.split("/")
        inner = self.record
        for folder in folders:
            inner = inner.setdefault(folder, {})
        inner[name] = value
        self.places[f"/{path}"] = at


def record_of(message: Message) -> Reading:
    """The partner record of kind health that a message comes to; nothing is judged here."""
    draft = _Draft({"kind": PartnerKind.HEALTH.value, "person": {}})
    reasons = f"{message.request_at}/reasonCode"
    draft.places |= {"/person": message.patient_at, "/needs": reasons, "/flags": reasons}
    _put_person(draft, message)
    _put_request(draft, message)
    return Reading(json.dumps(draft.record).encode(), draft.places)


def _put_person(draft: _Draft, message: Message) -> None:
    patient, at = message.patient, message.patient_at
    _put_names(draft, patient, at)
    _put_birth(draft, patient, at)
    draft.put("person/sex", patient.gender, f"{at}/gender")
    for number, identifier in enumerate(patient.identifier):
        if identifier.system.endswith(_NHS_NUMBER):
            draft.put("person/nhs_number", identifier.value, f"{at}/identifier/{number}/value")
    for number, extension in enumerate(patient.extension):
        for end, name in ((_ETHNICITY, "ethnicity"), (_RELIGION, "religion")):
            if extension.url.endswith(end) and extension.concept:
                draft.put(f"person/equality/{name}", _line(extension.concept.words()), f"{at}/extension/{number}")
    _put_contact(draft, patient, at)
    if patient.address:
        draft.put("person/address_lines", _lines_of(patient.address[0]), f"{at}/address/0")
        draft.put("person/postcode", patient.address[0].postal_code, f"{at}/address/0/postalCode")
    draft.put("person/language", _language(patient), f"{at}/communication")
    gps = [found[0].name for one in patient.gps if (found := message.bundle.find(Organization, one))]
    draft.put("person/health/gp", _line(", ".join(filter(None, gps))), f"{at}/generalPractitioner")


def _put_names(draft: _Draft, patient: Patient, at: str) -> None:
    if not patient.name:
        return
    order = sorted(enumerate(patient.name), key=lambda pair: pair[1].use != "official")
    (first, name), *others = order
    place = f"{at}/name/{first}"
    draft.put("person/given_name", _line(" ".join(name.given)), f"{place}/given")
    draft.put("person/family_name", _line(name.family or ("" if name.given else name.text)), f"{place}/family")
    draft.put("person/title", _line(" ".join(name.prefix)), f"{place}/prefix")
    draft.put("person/aliases", [_line(_name(other)) for _, other in others if _name(other)][:20], f"{at}/name")


def _put_birth(draft: _Draft, patient: Patient, at: str) -> None:
    place, found = f"{at}/birthDate", _BIRTH.fullmatch(patient.birth_date)
    if found is None or found[3]:
        draft.put("person/date_of_birth", patient.birth_date, place)
        return
    draft.put("person/birth_year", int(found[1]), place)
    draft.put("person/birth_month", int(found[2]) if found[2] else None, place)


def _put_contact(draft: _Draft, patient: Patient, at: str) -> None:
    own = [one for contact in patient.contact if _is_oneself(contact) for one in contact.telecom]
    points = sorted((*patient.telecom, *own), key=lambda point: point.rank or 99)
    numbers = [point for point in points if point.system in {"phone", "sms"} and point.value]
    mobiles = [point.value for point in numbers if _is_mobile(point)]
    others = [point.value for point in numbers if not _is_mobile(point)]
    draft.put("person/mobile", _line(next(iter(mobiles), "")), f"{at}/telecom")
    draft.put("person/landline", _line(next(iter(others), "")), f"{at}/telecom")
    draft.put("person/other_numbers", [_line(one) for one in (*mobiles[1:], *others[1:])][:20], f"{at}/telecom")
    emails = [point.value for point in points if point.system == "email"]
    draft.put("person/email", _line(next(iter(emails), "")), f"{at}/telecom")
    for number, contact in enumerate(patient.contact):
        if not _is_oneself(contact) and "third_person" not in draft.record["person"]:
            place, third = f"{at}/contact/{number}", "person/third_person"
            draft.put(f"{third}/name", _line(_name(contact.name)), f"{place}/name")
            draft.put(f"{third}/relation", _line(_words(contact.relationship)), f"{place}/relationship")
            draft.put(f"{third}/contact", _line(next((p.value for p in contact.telecom), "")), f"{place}/telecom")


def _put_request(draft: _Draft, message: Message) -> None:
    request, at = message.request, message.request_at
    codings = [
        coding
        for concept in (*((request.code,) if request.code else ()), *request.reason_code)
        for coding in concept.coding
    ]
    codes = {
        system: [c.code for c in codings if c.system == system] for system in (NEED_SYSTEM, FLAG_SYSTEM, OFFENCE_SYSTEM)
    }
    account = "\n".join(filter(None, _account(message)))
    # What was said in words or in codes of others is something else until a person has read it.
    needs = codes[NEED_SYSTEM] or (["other"] if account and not codes[FLAG_SYSTEM] else [])
    draft.put("needs", needs, f"{at}/reasonCode")
    draft.put("flags", codes[FLAG_SYSTEM], f"{at}/reasonCode")
    draft.put("offence_code", next(iter(codes[OFFENCE_SYSTEM]), ""), f"{at}/reasonCode")
    draft.put("account", account, f"{at}/note")
    draft.put("risk_summary", "\n".join(_risks(message)), "/entry")
    reference = next((one for one in _references(message) if _CODE.fullmatch(one)), "")
    draft.put("sender_reference", reference, f"{at}/identifier")
    _put_worker(draft, message)


def _put_worker(draft: _Draft, message: Message) -> None:
    asked_by, place = message.request.requester, f"{message.request_at}/requester"
    role = message.bundle.find(PractitionerRole, asked_by)
    practitioner = message.bundle.find(Practitioner, role[0].practitioner if role else asked_by)
    organization = message.bundle.find(Organization, role[0].organization if role else asked_by)
    if practitioner:
        draft.put("worker/name", _line(_name(next(iter(practitioner[0].name), None))), place)
        draft.put("worker/contact", _line(next((p.value for p in practitioner[0].telecom), "")), place)
    if organization:
        draft.put("worker/agency", _line(organization[0].name), place)


def _account(message: Message) -> Iterator[str]:
    """What the sender wrote and observed, for the receiver to read."""
    yield from (note.text for note in message.request.note)
    for concept in (*((message.request.code,) if message.request.code else ()), *message.request.reason_code):
        if concept.words():
            yield f"Reason: {concept.words()}"
    for noted, _ in message.bundle.all_of(Noted):
        if noted.resource_type != "Flag":
            yield from _noted(noted)


def _risks(message: Message) -> Iterator[str]:
    """Active flags, but for one that says that all is well."""
    for noted, _ in message.bundle.all_of(Noted):
        codes = {coding.code for coding in noted.code.coding} if noted.code else set()
        if noted.resource_type == "Flag" and noted.status in {"", "active"} and not codes & _SAFE_SCENE:
            kind = _words(noted.category)
            yield from (f"{kind}: {line}" if kind else line for line in _noted(noted))


def _noted(noted: Noted) -> Iterator[str]:
    if noted.code and noted.code.words():
        yield f"{noted.resource_type}: {noted.code.words()}"
    yield from (note.text for note in noted.note if note.text)


def _references(message: Message) -> Iterator[str]:
    """The sender's own references: of its record of the encounter, then of the request."""
    encounter = message.bundle.find(Encounter, message.request.encounter)
    yield from (one.value for one in (encounter[0].identifier if encounter else ()))
    yield from (one.value for one in message.request.identifier)


def _words(concepts: Sequence[Concept]) -> str:
    return ", ".join(filter(None, (concept.words() for concept in concepts)))


def _name(name: HumanName | None) -> str:
    return (name.text or " ".join(filter(None, (*name.prefix, *name.given, name.family)))) if name else ""


def _line(text: str) -> str:
    return _CONTROLS.sub(" ", text).strip()


def _lines_of(address: Address) -> list[str]:
    lines = (*address.line, address.city, address.district) if address.line else (address.text,)
    return [_line(line)[:_LONGEST_LINE] for line in lines if line][:8]


def _language(patient: Patient) -> str:
    spoken = sorted(patient.communication, key=lambda one: not one.preferred)
    codes = (coding.code for one in spoken for coding in one.language.coding)
    return next((code for code in codes if _LANGUAGE.fullmatch(code)), "")


def _is_oneself(contact: PatientContact) -> bool:
    return _ONESELF in {coding.code for concept in contact.relationship for coding in concept.coding}


def _is_mobile(point: ContactPoint) -> bool:
    return point.use == "mobile" or point.system == "sms"
