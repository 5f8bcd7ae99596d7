"""Consent's part of a county file: agencies, their members and machine clients, and the agreements between them.

Read and checked whole before anything is written. Not here: writing it.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from waymark.errors import Kind, Refused
from waymark.ids import AgencyId
from waymark.words import AgencyRole, Role
from waymark_consent.agreement import Agreement, overlaps

Name = Annotated[str, Field(min_length=1, max_length=120)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=60)]


class Part(BaseModel):
    """Base of what a county file holds: frozen, nothing unknown gets in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Agency(Part):
    """An agency of the county and what it is there."""

    id: Id
    name: Name
    role: AgencyRole


class Member(Part):
    """A member of an agency's staff, by work name."""

    id: Id
    agency: AgencyId
    name: Name
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    active: bool = True


class PublicJwk(Part):
    """The public half of a client's key (RFC 7517); a private one is refused by its unknown fields."""

    kty: Literal["EC", "OKP"]
    crv: Literal["P-256", "Ed25519"]
    x: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
    y: Annotated[str | None, Field(pattern=r"^[A-Za-z0-9_-]{43}$")] = None
    kid: Name | None = None
    alg: str | None = None
    use: Literal["sig"] | None = None
    key_ops: tuple[Literal["verify"], ...] | None = None


class Client(Part):
    """A machine client of an agency; without a public key it can ask for no token."""

    id: Id
    agency: AgencyId
    name: Name
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    public_jwk: PublicJwk | None = None
    active: bool = True


class County(Part):
    """The whole part."""

    agencies: Annotated[tuple[Agency, ...], Field(min_length=1)]
    members: tuple[Member, ...] = ()
    clients: tuple[Client, ...] = ()
    agreements: tuple[Agreement, ...] = ()


def read_county(part: Mapping[str, Any]) -> County:
    """The checked part; raises Refused(INVALID) with one line that names the entry."""
    try:
        county = County.model_validate(dict(part))
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise _wrong(_entry(part, first["loc"]), first["msg"].lower()) from None
    _check_ids(county)
    _check_agencies(county)
    return county


def _check_ids(county: County) -> None:
    _check_once("agencies", [agency.id for agency in county.agencies])
    _check_once("members and clients", [subject for subject, _ in _subjects(county)])
    _check_once("agreements", [agreement.name for agreement in county.agreements])
    for one, two in overlaps(county.agreements):
        raise _wrong(f"agreements {one} and {two}", "cover the same sender, recipient and purpose")


def _subjects(county: County) -> list[tuple[str, AgencyId]]:
    members = [(member.id, member.agency) for member in county.members]
    return members + [(client.id, client.agency) for client in county.clients]


def _check_once(what: str, ids: Sequence[str]) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise _wrong(f"{what} {name}", "is there twice")


def _check_agencies(county: County) -> None:
    known = {agency.id for agency in county.agencies}
    if AgencyRole.SAFEGUARDING not in {agency.role for agency in county.agencies}:
        raise _wrong("agencies", "one must have role safeguarding, or a duty would reach nobody")
    for subject, agency in _subjects(county):
        if agency not in known:
            raise _wrong(f"member or client {subject}", "its agency is not in this file")
    for agreement in county.agreements:
        parties = {*agreement.senders, *(grant.recipient for grant in agreement.grants)}
        for party in sorted(parties - known):
            raise _wrong(f"agreement {agreement.name}", f"party {party} is not in this file")


def _entry(part: Mapping[str, Any], place: tuple[int | str, ...]) -> str:
    """The entry's own id where it has one, then the field."""
    names = [str(step) for step in place]
    if len(place) > 1 and isinstance(place[1], int):
        entry = part[str(place[0])][place[1]]
        if isinstance(entry, Mapping) and isinstance(entry.get("id"), str):
            names[1] = entry["id"]
    return " ".join(names)


def _wrong(entry: str, what: str) -> Refused:
    return Refused(Kind.INVALID, f"county file, consent: {entry}: {what}", code="county.invalid")
