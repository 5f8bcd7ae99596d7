"""What the router tells of its rules: a version was published, or called off before it counted; never what is in it."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from waymark.contracts.envelope import Event
from waymark.ids import AgencyId
from waymark.personal import OPERATIONAL
from waymark.words import PublicationKind


class RulesPublished(Event):
    """A version of the rules counts from `effective_from`, unless `called_off` says that it never will.

    `publication_id` names this act, `rulebook` the version by its hash, `agency` is that of whoever published it (""
    for a county file). Words that people typed stay with the router.
    """

    name: ClassVar[str] = "rules.published"
    topic: ClassVar[str] = "router.rules"

    publication_id: Annotated[UUID, OPERATIONAL]
    rulebook: Annotated[str, OPERATIONAL]
    kind: Annotated[PublicationKind, OPERATIONAL]
    effective_from: Annotated[datetime, OPERATIONAL]
    agency: Annotated[AgencyId, OPERATIONAL] = AgencyId("")
    called_off: Annotated[bool, OPERATIONAL] = False
