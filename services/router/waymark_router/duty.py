"""Which pathway and which need each kind of duty stands for, and which of its agency's services is told.

Not here: when there is a duty (consent says so), and that it is never held (`allocation.py`).
"""

from collections.abc import Mapping, Sequence

from waymark.contracts.consent import Duty
from waymark.words import DutyKind, Need, Pathway
from waymark_router.fact import Values
from waymark_router.provider import Directory, DirectoryService, takes

PATHWAY_OF: Mapping[DutyKind, Pathway] = {
    DutyKind.SAFEGUARDING_CHILD: Pathway.SAFEGUARDING,
    DutyKind.SAFEGUARDING_ADULT: Pathway.SAFEGUARDING,
    DutyKind.DUTY_TO_NOTIFY: Pathway.NATIONAL_REFERRAL,
    DutyKind.NRM_CHILD: Pathway.NATIONAL_REFERRAL,
}
# A notification is no help the person asked for: it stands for no need of its own.
NEEDS_OF: Mapping[DutyKind, tuple[Need, ...]] = {
    DutyKind.SAFEGUARDING_CHILD: (Need.SAFEGUARDING_CHILD,),
    DutyKind.SAFEGUARDING_ADULT: (Need.SAFEGUARDING_ADULT,),
    DutyKind.DUTY_TO_NOTIFY: (),
    DutyKind.NRM_CHILD: (Need.NRM_SUPPORT,),
}


def service_told(duty: Duty, directory: Directory, values: Values, *, adult_from: int) -> DirectoryService | None:
    """The service of the duty's agency that is told: one of the duty's own pathway first, then one that takes such a
    person; a duty is told even where none would. None where the agency has no service at all.
    """
    services: Sequence[DirectoryService] = directory.of_agency(duty.agency)
    return min(
        services,
        key=lambda one: (
            one.pathway is not PATHWAY_OF[duty.kind],
            bool(takes(one, values, adult_from=adult_from)),
        ),
        default=None,
    )
