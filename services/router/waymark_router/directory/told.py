"""What a service tells of its room: places and weeks for a population and an intervention, and who may tell it.

Not here: what a choice makes of it (`availability.py`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from waymark.errors import Kind, Refused
from waymark.ids import AgencyId, ServiceId
from waymark.words import Need
from waymark_router.providers.availability import Line, Population
from waymark_router.providers.provider import Directory, DirectoryService


class RoomTold(BaseModel):
    """Places free now and weeks until somebody new is seen; no `intervention` means whatever the service does.

    `version` is the one that was looked at, 0 where nothing was told before. At least one of the two figures is given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    population: Population = Population.ANYONE
    intervention: Need | None = None
    vacancies: Annotated[int, Field(ge=0, le=10_000)] | None = None
    weeks: Annotated[int, Field(ge=0, le=520)] | None = None
    version: Annotated[int, Field(ge=0, le=1_000_000_000)] = 0

    @model_validator(mode="after")
    def _says_something(self) -> "RoomTold":
        if self.vacancies is None and self.weeks is None:
            raise ValueError("say how many places there are, or how many weeks people wait")
        return self


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells: a member of an agency, whose name others read as the source."""

    subject: str
    agency: AgencyId
    agency_name: str


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line as it is kept: what was told, by which agency, in which version."""

    service: ServiceId
    line: Line
    told_by: str
    version: int
    told_at: datetime

    def is_known(self, on: date) -> bool:
        """Whether it still counts on that day."""
        return self.line.is_known(on)


def own_service(directory: Directory, service: str, agency: AgencyId) -> DirectoryService:
    """The service of that id, of one's own agency; raises Refused NOT_FOUND for any other."""
    found = directory.services.get(ServiceId(service))
    if found is None or found.agency != agency:
        raise Refused(Kind.NOT_FOUND, "Your agency has no such service", code="service.unknown")
    return found
