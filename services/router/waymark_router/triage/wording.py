"""What the desk's pages say in words: facts, why something lies there, and what speaks for and against a service.

Not here: what a decision says of itself (`explain.py`).
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from waymark.contracts.routing import RoutedAllocation
from waymark.ids import AgencyId
from waymark_router.deciding.explain import UNMET_WORDS, value_in_words, words
from waymark_router.deciding.placing import NRM_AGREEMENT
from waymark_router.directory.wording import need_words, pathway_words
from waymark_router.facts.code_words import district_words
from waymark_router.facts.fact import CATALOGUE, Values
from waymark_router.providers.provider import Directory, WhyNot
from waymark_router.providers.why_not import why_not
from waymark_router.triage.shortlist import Option

# In the order in which a worker asks. Flags are shown only where the desk may see risk.
_SHOWN = (
    "needs",
    "offence_class",
    "child",
    "age_years",
    "district",
    "home",
    "language",
    "preferences",
    "communication_aids",
    "accommodation",
    "incident_age",
    "release_band",
    "contactable",
    "source",
    "flags",
)
_RISKY = frozenset({"flags"})
_MISSING = {
    "explicit_consent": "the person's own yes",
    "consent": "the person's consent",
    "safe_contact": "a safe way to make contact",
    NRM_AGREEMENT: "the person's word on the National Referral Mechanism",
}


def reference_of(some_id: UUID) -> str:
    """An opaque reference as queues show it, A1B2-C3D4: from the random end of the id."""
    tail = some_id.hex[-8:].upper()
    return f"{tail[:4]}-{tail[4:]}"


def facts_in_words(values: Values, *, with_flags: bool) -> list[tuple[str, str]]:
    """The coded facts, each as its label and what is known of it."""
    shown = [name for name in _SHOWN if name in CATALOGUE and (with_flags or name not in _RISKY)]
    return [(CATALOGUE[name].label.capitalize(), _said(name, values)) for name in shown if values.get(name) is not None]


def _said(name: str, values: Values) -> str:
    if name == "district":
        return district_words(str(values[name]))
    return value_in_words(CATALOGUE[name], values[name])


def matter_words(allocation: RoutedAllocation, state: str, agencies: Mapping[AgencyId, str]) -> str:
    """Why a row is in the list; `agencies` names whoever is asked, and one that is not among them goes by its code."""
    if allocation.unmet:
        told = [code.split(":", 1) for code in allocation.unmet]
        return "; ".join(f"{pathway_words(pathway)}: {UNMET_WORDS.get(why, words(why))}" for pathway, why in told)
    if state.startswith("held"):
        asked = agencies.get(AgencyId(allocation.ask_of), allocation.ask_of)
        return f"{_MISSING.get(allocation.missing, words(allocation.missing))} is asked of {asked}"
    return "nobody answered in time" if state == "lapsed" else "no rule knows a pathway for it"


def row_words(allocation: RoutedAllocation, directory: Directory) -> str:
    """One allocation in a line."""
    service = directory.services.get(allocation.service)
    name = service.name if service is not None else allocation.service
    needs = ", ".join(need_words(need) for need in allocation.needs)
    told = f"{pathway_words(allocation.pathway)}, {name}: {words(allocation.state)}"
    return f"{told} ({needs})" if needs else told


def option_words(option: Option, values: Values) -> Sequence[str]:
    """What speaks against a service, and what is known of its room."""
    said = [why_not(reason, option.service, values) for reason in option.reasons]
    if option.room.has_room is not None:
        said.append("it has room" if option.room.has_room else "it is full")
    weeks = option.room.weeks
    said.append("its wait is not known" if weeks is None else f"people wait {weeks} week{'' if weeks == 1 else 's'}")
    if option.wishes_met:
        said.append(f"it meets {option.wishes_met} of the person's wishes")
    if option.asks_consent and WhyNot.WITHHELD not in option.reasons:
        said.append("consent must be asked first")
    return said
