"""A BaRS message as far as intake reads it: FHIR R4 resources of a message bundle, with everything else left alone.

FHIR is open: a sender may say more than is read here, so unknown elements are ignored, unlike in our own records.
Not here: what a message means (workflow.py) and what becomes of it (reading.py).
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Short = Annotated[str, Field(max_length=1_000)]
Long = Annotated[str, Field(max_length=20_000)]
Many = Field(default=(), max_length=100)


class Element(BaseModel):
    """Base of what is read of FHIR: open, frozen, and silent when printed."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        """Nothing: whatever prints a message prints only its kind."""
        return iter(())


class Coding(Element):
    """A code of a code system."""

    system: Short = ""
    code: Short = ""
    display: Short = ""


class Concept(Element):
    """A concept by codes, by words, or both."""

    coding: Annotated[tuple[Coding, ...], Many]
    text: Long = ""

    def words(self) -> str:
        """The concept in words: its text, else what its first codes are called."""
        return self.text or next((coding.display for coding in self.coding if coding.display), "")


class Reference(Element):
    """A pointer to another resource of the bundle."""

    reference: Short = ""


class Identifier(Element):
    """A number under which somebody is known somewhere."""

    system: Short = ""
    value: Short = ""


class HumanName(Element):
    """A name; `use` says which of several it is."""

    use: Short = ""
    text: Short = ""
    family: Short = ""
    given: Annotated[tuple[Short, ...], Many]
    prefix: Annotated[tuple[Short, ...], Many]


class ContactPoint(Element):
    """A telephone number or an e-mail address; rank 1 is the one preferred."""

    system: Short = ""
    value: Short = ""
    use: Short = ""
    rank: int | None = None


class Address(Element):
    """An address, by lines or as one text."""

    use: Short = ""
    text: Short = ""
    line: Annotated[tuple[Short, ...], Many]
    city: Short = ""
    district: Short = ""
    postal_code: Annotated[Short, Field(alias="postalCode")] = ""


class Extension(Element):
    """A further fact, by address."""

    url: Short = ""
    concept: Annotated[Concept | None, Field(alias="valueCodeableConcept")] = None


class PatientContact(Element):
    """Somebody to speak to; the patient's own numbers come this way too, as a contact whose relationship is oneself."""

    relationship: Annotated[tuple[Concept, ...], Many]
    name: HumanName | None = None
    telecom: Annotated[tuple[ContactPoint, ...], Many]


class Communication(Element):
    """A language, and whether it is the one preferred."""

    language: Concept
    preferred: bool = False


class Annotation(Element):
    """A note in words."""

    text: Long = ""


class MessageHeader(Element):
    """What the message is about and what is asked."""

    resource_type: Annotated[Literal["MessageHeader"], Field(alias="resourceType")]
    id: Short = ""
    event: Annotated[Coding, Field(alias="eventCoding")]
    reason: Concept
    focus: Annotated[tuple[Reference, ...], Field(min_length=1, max_length=20)]


class Meta(Element):
    """The version of a resource, where the sender names one."""

    version: Annotated[Short, Field(alias="versionId")] = ""


class ServiceRequest(Element):
    """The referral itself."""

    resource_type: Annotated[Literal["ServiceRequest"], Field(alias="resourceType")]
    id: Short = ""
    meta: Meta = Meta()
    identifier: Annotated[tuple[Identifier, ...], Many]
    status: Short
    category: Annotated[tuple[Concept, ...], Many]
    code: Concept | None = None
    subject: Reference
    encounter: Reference | None = None
    requester: Reference | None = None
    reason_code: Annotated[tuple[Concept, ...], Field(default=(), max_length=100, alias="reasonCode")]
    note: Annotated[tuple[Annotation, ...], Many]


class Patient(Element):
    """The person."""

    resource_type: Annotated[Literal["Patient"], Field(alias="resourceType")]
    identifier: Annotated[tuple[Identifier, ...], Many]
    extension: Annotated[tuple[Extension, ...], Many]
    name: Annotated[tuple[HumanName, ...], Many]
    gender: Short = ""
    birth_date: Annotated[Short, Field(alias="birthDate")] = ""
    telecom: Annotated[tuple[ContactPoint, ...], Many]
    address: Annotated[tuple[Address, ...], Many]
    contact: Annotated[tuple[PatientContact, ...], Many]
    communication: Annotated[tuple[Communication, ...], Many]
    gps: Annotated[tuple[Reference, ...], Field(default=(), max_length=20, alias="generalPractitioner")]


class Encounter(Element):
    """The sender's own record of what it did."""

    resource_type: Annotated[Literal["Encounter"], Field(alias="resourceType")]
    identifier: Annotated[tuple[Identifier, ...], Many]


class Practitioner(Element):
    """Who asks."""

    resource_type: Annotated[Literal["Practitioner"], Field(alias="resourceType")]
    name: Annotated[tuple[HumanName, ...], Many]
    telecom: Annotated[tuple[ContactPoint, ...], Many]


class PractitionerRole(Element):
    """Who asks, and where they work."""

    resource_type: Annotated[Literal["PractitionerRole"], Field(alias="resourceType")]
    practitioner: Reference | None = None
    organization: Reference | None = None


class Organization(Element):
    """An organisation, by name."""

    resource_type: Annotated[Literal["Organization"], Field(alias="resourceType")]
    name: Short = ""


class Noted(Element):
    """An observation, a condition or a flag: a code with words, for the receiver to read and never for routing."""

    resource_type: Annotated[Literal["Observation", "Condition", "Flag"], Field(alias="resourceType")]
    status: Short = ""
    category: Annotated[tuple[Concept, ...], Many]
    code: Concept | None = None
    note: Annotated[tuple[Annotation, ...], Many]


class Unread(Element):
    """Any other resource: its content is not read."""

    resource_type: Annotated[Short, Field(alias="resourceType")] = ""


_READ = (
    MessageHeader,
    ServiceRequest,
    Patient,
    Encounter,
    Practitioner,
    PractitionerRole,
    Organization,
)
_TAGS = {kind.__name__: kind.__name__ for kind in _READ} | dict.fromkeys(("Observation", "Condition", "Flag"), "Noted")


def _tag(resource: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    name = resource.get("resourceType") if isinstance(resource, dict) else getattr(resource, "resource_type", None)
    return _TAGS.get(name, "Unread") if isinstance(name, str) else "Unread"


Resource = Annotated[
    Annotated[MessageHeader, Tag("MessageHeader")]
    | Annotated[ServiceRequest, Tag("ServiceRequest")]
    | Annotated[Patient, Tag("Patient")]
    | Annotated[Encounter, Tag("Encounter")]
    | Annotated[Practitioner, Tag("Practitioner")]
    | Annotated[PractitionerRole, Tag("PractitionerRole")]
    | Annotated[Organization, Tag("Organization")]
    | Annotated[Noted, Tag("Noted")]
    | Annotated[Unread, Tag("Unread")],
    Discriminator(_tag),
]
E = TypeVar("E", bound=Element)


class Entry(Element):
    """One resource of the bundle, and the address by which others point to it."""

    full_url: Annotated[Short, Field(alias="fullUrl")] = ""
    resource: Resource


class Bundle(Element):
    """A message: the header comes first, and points to the referral."""

    resource_type: Annotated[Literal["Bundle"], Field(alias="resourceType")]
    id: Short = ""
    kind: Annotated[Literal["message"], Field(alias="type")]
    entry: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=200)]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {entry.full_url: number for number, entry in enumerate(self.entry) if entry.full_url}

    def find(self, kind: type[E], reference: Reference | None) -> tuple[E, str] | None:
        """The resource of that kind that is pointed to, with its place as a JSON pointer; None where it is not there.

        References name the full address of an entry, or the end of it ("Patient/1", a bare id).
        """
        wanted = reference.reference if reference else ""
        number = self._places.get(wanted)
        if number is None and wanted:
            number = next((at for url, at in self._places.items() if url.endswith((f"/{wanted}", f":{wanted}"))), None)
        if number is None or not isinstance(resource := self.entry[number].resource, kind):
            return None
        return resource, place_of(number)

    def all_of(self, kind: type[E]) -> Iterator[tuple[E, str]]:
        """Every resource of that kind, with its place."""
        for number, entry in enumerate(self.entry):
            if isinstance(entry.resource, kind):
                yield entry.resource, place_of(number)


def place_of(number: int) -> str:
    """Where an entry's resource stands in the message, as a JSON pointer."""
    return f"/entry/{number}/resource"
