"""The closed lists of the field: one word per thing, no logic.

Each list is dated configuration in spirit: a value is added, never re-used for something else. Sources: needs
assessment (needs.md section 2), Victims' Code, Home Office counting rules. The glossary explains each word.
"""

from waymark.words.agency import SENDER_CLASS_OF, AgencyRole, Role, SenderClass
from waymark.words.allocation import (
    AllocationState,
    CloseOutcome,
    DeclinedBy,
    DeclineReason,
    Given,
    InterimBy,
    InterimOffer,
    Priority,
)
from waymark.words.crime import CrimeCategory, ExploitationType, HarmContext, OffenceClass, ReleaseBand
from waymark.words.person import (
    Accommodation,
    Answer,
    CommunicationAid,
    Contactable,
    DoNotLink,
    Position,
    Preference,
    SafeNote,
    SubjectRole,
)
from waymark.words.personal_groups import SEALED_GROUPS, Group, Sensitivity
from waymark.words.referral import Flag, Need, Pathway, QualityFlag, ReferralState, WithdrawReason
from waymark.words.rules import PublicationKind
from waymark.words.sharing import DutyKind, ErasureGround, Sharing, StatutoryGround

__all__ = [
    "SEALED_GROUPS",
    "SENDER_CLASS_OF",
    "Accommodation",
    "AgencyRole",
    "AllocationState",
    "Answer",
    "CloseOutcome",
    "CommunicationAid",
    "Contactable",
    "CrimeCategory",
    "DeclineReason",
    "DeclinedBy",
    "DoNotLink",
    "DutyKind",
    "ErasureGround",
    "ExploitationType",
    "Flag",
    "Given",
    "Group",
    "HarmContext",
    "InterimBy",
    "InterimOffer",
    "Need",
    "OffenceClass",
    "Pathway",
    "Position",
    "Preference",
    "Priority",
    "PublicationKind",
    "QualityFlag",
    "ReferralState",
    "ReleaseBand",
    "Role",
    "SafeNote",
    "SenderClass",
    "Sensitivity",
    "Sharing",
    "StatutoryGround",
    "SubjectRole",
    "WithdrawReason",
]
